namespace PageEngine.Reports.Tests;

public sealed class SimulationReportTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(19, 1)]
    [InlineData(12, 3)]
    public void All_that_was_asked_for_is_there_for_any_number_of_guests(int guests, int hosts)
    {
        string html = new SampleRun { Guests = guests, Hosts = hosts, Samples = 300 }.ToReport().ToHtml();
        foreach (string title in new[]
        {
            "Memory by kind", "States of the reclaim ladder", "Pages that share a frame",
            "Entitlement and resident memory", "Memory taken from guests", "aults", "Waiting for memory", "Work",
            "Guests in figures",
        })
        {
            Assert.Contains(title, html);
        }

        for (int guest = 0; guest < guests; guest++)
        {
            Assert.Contains($"<b>guest-{guest + 1:00}</b>", html);
            Assert.Contains($"<td>guest-{guest + 1:00}</td>", html);
        }
    }

    [Fact]
    public void Many_guests_share_strips_and_few_have_plots_of_their_own()
    {
        string few = new SampleRun { Guests = 3, Samples = 100 }.ToReport().ToHtml();
        string many = new SampleRun { Guests = 19, Samples = 100 }.ToReport().ToHtml();
        Assert.DoesNotContain("Major faults</h3>", few);
        Assert.Contains("Major faults</h3>", many);
        Assert.Contains("Each cell shows the greatest of its samples.", many);
    }

    [Fact]
    public void Of_very_many_guests_those_from_which_most_was_taken_are_shown()
    {
        string html = new SampleRun { Guests = 40, Samples = 60 }.ToReport().ToHtml();
        Assert.Contains("The 24 guests from which most was taken are shown; 16 more are in the files", html);
        Assert.Contains("<td>guest-40</td>", html);
    }

    [Fact]
    public void Guests_beyond_the_history_are_told()
    {
        SeriesHistory history = new(new SeriesHistoryOptions { SeriesPerTable = 2 });
        new SampleRun { Guests = 3, Samples = 10 }.WriteTo(history);
        string html = SimulationReport.Compose(new SimulationReportInput { Title = "x", History = history }).ToHtml();
        Assert.Contains("The plots leave out 10 rows", html);
    }

    [Fact]
    public void The_origin_of_a_run_is_told_in_full()
    {
        RunManifest manifest = new()
        {
            ToolVersion = "1.2.3-test",
            Scenario = RunScenario.Of("scenarios/<x>.json", "abc"u8),
            Seed = 18_446_744_073_709_551_615,
            SimulatedNanoseconds = 600_000_000_000,
            EventCount = 123_456_789,
            EventHash = "00ffee",
        };
        string html = new SampleRun { Samples = 10 }.ToReport(manifest: manifest).ToHtml();
        foreach (string text in new[]
        {
            "1.2.3-test", "scenarios/&lt;x&gt;.json", manifest.Scenario!.Sha256, "18446744073709551615", "123456789",
            "00ffee", "<dd>10 min</dd>",
        })
        {
            Assert.Contains(text, html);
        }
    }

    [Fact]
    public void Events_are_listed_up_to_a_number()
    {
        RunEvent[] events = [.. Enumerable.Range(0, 130)
            .Select(i => new RunEvent(i * 1_000_000_000L, "k", "t", "text " + i))];
        SeriesHistory history = new SampleRun { Samples = 10 }.ToHistory();
        string html = SimulationReport.Compose(new SimulationReportInput
        {
            Title = "x",
            History = history,
            Events = events,
        }).ToHtml();
        Assert.Contains("<td>text 99</td>", html);
        Assert.DoesNotContain("<td>text 100</td>", html);
        Assert.Contains("And 30 more.", html);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_of_hardly_any_samples_has_a_report(int samples)
    {
        string html = new SampleRun { Samples = samples }.ToReport().ToHtml();
        Assert.DoesNotContain("NaN", html);
        Assert.Equal(samples == 0, html.Contains("There are no samples of hosts."));
        Assert.Equal(samples == 0, html.Contains("There are no samples of guests."));
    }

    [Fact]
    public void Hosts_without_guests_and_guests_without_hosts_have_a_report()
    {
        SeriesHistory hosts = new();
        hosts.Begin(HostTable.Schema);
        SeriesRow host = HostTable.Schema.CreateRow();
        hosts.Append(host);
        SeriesHistory guests = new();
        guests.Begin(GuestTable.Schema);
        guests.Append(GuestTable.Schema.CreateRow());
        Assert.Contains("no samples of guests", Compose(hosts));
        Assert.Contains("no samples of hosts", Compose(guests));
        Assert.Contains("no samples of hosts", Compose(new SeriesHistory()));

        static string Compose(SeriesHistory history) =>
            SimulationReport.Compose(new SimulationReportInput { Title = "x", History = history }).ToHtml();
    }

    [Fact]
    public void Hostile_names_of_hosts_and_guests_are_harmless()
    {
        SampleRun run = new()
        {
            Guests = Tables.HostileNames.Length,
            Samples = 20,
            NameOf = static guest => Tables.HostileNames[guest],
            HostNameOf = static _ => "<img src=x onerror=alert(1)>",
        };
        string html = run.ToReport("</title><script>alert(1)</script>").ToHtml();
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<img", html);
    }

    [Fact]
    public void Ladder_states_come_in_the_order_of_gravity_and_strange_ones_last()
    {
        SeriesHistory history = new();
        history.Begin(HostTable.Schema);
        SeriesRow row = HostTable.Schema.CreateRow();
        foreach (string state in new[] { "low", "odd", "Soft", "high" })
        {
            row.SetText(HostTable.State, state);
            history.Append(row);
        }

        IReadOnlyList<PlotState> states = RunStates.OfLadder(
            history.GetSeries("hosts").Select(series => series.GetStates(HostTable.State)));
        Assert.Equal(["high", "Soft", "low", "odd"], states.Select(state => state.Name));
        Assert.Equal(
            [PlotColor.Level0, PlotColor.Level2, PlotColor.Level4, PlotColor.Blue],
            states.Select(state => state.Color));
    }
}
