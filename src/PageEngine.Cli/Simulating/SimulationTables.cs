using System.Globalization;
using PageEngine.Cli.Migrating;
using PageEngine.Simulation;
using Spectre.Console;

namespace PageEngine.Cli.Simulating;

/// <summary>Writes the result of a simulation for people.</summary>
internal static class SimulationTables
{
    // More rows than anybody reads; programs get all of them.
    private const int MostRows = 40;

    internal static void Write(SimulationOutcome outcome, IAnsiConsole console)
    {
        ScenarioResult result = outcome.Result;
        string time = UnitText.Format(result.SimulatedTime);
        console.WriteTable($"{outcome.File.Scenario.Name}: hosts after {time}", Hosts(result));
        console.WriteTable("Machines: where their memory is", Memory(result));
        console.WriteTable("Machines: what became of them", Work(result));
        if (result.Guests.Count > MostRows)
        {
            console.WriteLine($"And {result.Guests.Count - MostRows} machines more; --json has all of them.");
        }

        if (result.Migrations.Count > 0)
        {
            console.WriteTable("Moves", Moves(result));
        }

        foreach (PlanSummary plan in result.Plans)
        {
            console.WriteLine(PlanWords.Describe(plan));
        }

        console.WriteLine(Summary(outcome));
        if (outcome.Files.Count > 0)
        {
            console.WriteLine("Wrote " + string.Join(", ", outcome.Files.Select(static file => file.Name)));
        }
    }

    private static string Summary(SimulationOutcome outcome)
    {
        ScenarioResult result = outcome.Result;
        double times = result.SimulatedTime.TotalSeconds / Math.Max(outcome.Seconds, 1e-9);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Simulated {UnitText.Format(result.SimulatedTime)} in {outcome.Seconds:0.00} s "
            + $"({times:0.#} times as fast as real): "
            + $"{result.EventsHandled:N0} events, hash {result.EventHash:x16}, seed {result.Seed}");
    }

    private static Table Hosts(ScenarioResult result)
    {
        Table table = Tables.Make(
            "host", "memory", "free", "least\nfree", "most saved\nby sharing", "most in\nballoons", "most com-\npressed",
            "most\nswapped", "worst\nstate", "CPU");
        foreach (HostSummary host in result.Hosts)
        {
            table.AddPlainRow(
                host.Name,
                Figures.Memory(host.Last.Measure.CapacityPages),
                Figures.Memory(host.Last.Measure.FreePages),
                Figures.Memory(host.LeastFreePages),
                Figures.Memory(host.MostSavedPages),
                Figures.Memory(host.MostBalloonedPages),
                Figures.Memory(host.MostCompressedPages),
                Figures.Memory(host.MostSwappedPages),
                host.WorstState.ToString(),
                Figures.Percent(host.MeanCpuShare, 1));
        }

        return table;
    }

    private static Table Memory(ScenarioResult result)
    {
        Table table = Tables.Make(
            "machine", "state", "memory", "in frames", "of them\nshared", "balloon", "compressed", "swapped",
            "working\nset", "guest\nswap");
        foreach (GuestSummary guest in result.Guests.Take(MostRows))
        {
            MachineMeasure last = guest.Last.Measure;
            table.AddPlainRow(
                guest.Name,
                last.State.ToString(),
                Figures.Memory(last.ConfiguredPages),
                Figures.Memory(last.ResidentPages),
                Figures.Memory(last.SharedPages),
                Figures.Memory(last.BalloonPages),
                Figures.Memory(last.CompressedPages),
                Figures.Memory(last.SwappedPages),
                Figures.Memory(last.WorkingSetPages),
                Figures.Memory(guest.Last.GuestSwapPages));
        }

        return table;
    }

    private static Table Work(ScenarioResult result)
    {
        Table table = Tables.Make(
            "machine", "accesses", "a second", "host\nfaults", "soon\nagain", "async", "guest\nfaults", "double\npaging",
            "shares\nbroken", "stalled");
        double seconds = Math.Max(result.SimulatedTime.TotalSeconds, 1e-9);
        foreach (GuestSummary guest in result.Guests.Take(MostRows))
        {
            table.AddPlainRow(
                guest.Name,
                Figures.Count(guest.Work),
                Figures.Count(guest.Work / seconds),
                Figures.Count(guest.MajorFaults),
                Figures.Count(guest.Refaults),
                Figures.Count(guest.AsyncFaults),
                Figures.Count(guest.GuestFaults),
                Figures.Count(guest.DoublePaging),
                Figures.Count(guest.ShareBreaks),
                string.Create(CultureInfo.InvariantCulture, $"{guest.StallTime.TotalSeconds:0.00} s"));
        }

        return table;
    }

    private static Table Moves(ScenarioResult result)
    {
        Table table = Tables.Make(
            "machine", "from", "to", "how", "outcome", "begin", "total time", "(planned)", "downtime", "(planned)",
            "rounds", "sent", "post-copy\nfaults");
        foreach (MigrationSummary move in result.Migrations.Take(MostRows))
        {
            table.AddPlainRow(
                move.Machine,
                move.From,
                move.To,
                MoveWays.Describe(move.Method),
                MoveRecords.OutcomeOf(move.Stage),
                Figures.Time(move.Report.Begin),
                Figures.Time(move.Report.TotalTime),
                move.Planned is { } plan ? Figures.Time(plan.Expected.TotalTime) : "-",
                move.Stage == MigrationStage.Completed ? Figures.Time(move.Report.Downtime.Total) : "-",
                move.Planned is { } planned ? Figures.Time(planned.Expected.Downtime) : "-",
                Figures.Count((ulong)move.Report.Rounds.Count),
                new ByteSize(move.Report.Bytes).ToString(),
                Figures.Count(move.Report.PostCopyFaults));
        }

        return table;
    }
}
