namespace PageEngine.Reports;

/// <summary>What a report says of hosts.</summary>
internal static class HostSections
{
    private const int HostsAtMost = 24;

    internal static void AddTo(HtmlReport report, RunView view)
    {
        if (view.Hosts.Count == 0)
        {
            report.AddSection("Hosts").AddNote("There are no samples of hosts.");
            return;
        }

        HistorySeries[] hosts = [.. view.Hosts.Take(HostsAtMost)];
        ReportSection memory = report.AddSection(hosts.Length == 1 ? "Memory of the host" : "Memory of the hosts");
        NoteTheRest(memory, view);
        Add(
            memory,
            "Memory by kind",
            "What the frames of the host hold. The broken line is all that it has.",
            hosts,
            (host, title) => Memory(view, host, title));
        AddStates(memory, view, hosts);
        ReportSection sharing = report.AddSection("Sharing");
        Add(
            sharing,
            "Pages that share a frame",
            "Saved: pages that need no frame of their own because another page has the same content. Shared: the "
            + "frames that serve them. Zero: pages of zeros, which need none at all.",
            hosts,
            (host, title) => Lines(view, host, title, new PlotAxis("memory", PlotQuantity.Pages), [
                (HostTable.SharingPages, "saved", PlotColor.Green),
                (HostTable.SharedPages, "shared", PlotColor.Blue),
                (HostTable.ZeroPages, "zero", PlotColor.Gray)]));
        Add(
            sharing,
            "Shares broken",
            "Writes to shared frames, each of which made a private copy.",
            hosts,
            (host, title) => Lines(view, host, title, new PlotAxis("breaks", PlotQuantity.PerSecond), [
                (HostTable.BreaksPerSecond, "breaks", PlotColor.Vermilion)]));
        AddReclaim(report.AddSection("Reclaim and load"), view, hosts);
    }

    private static void AddReclaim(ReportSection section, RunView view, HistorySeries[] hosts)
    {
        Add(
            section,
            "Memory taken from guests",
            "Pages in balloons, in frames of the compression cache, and on the swap device of the host.",
            hosts,
            (host, title) => Lines(view, host, title, new PlotAxis("memory", PlotQuantity.Pages), [
                (HostTable.BalloonedPages, "ballooned", PlotColor.Amber),
                (HostTable.CompressedPages, "compressed", PlotColor.Purple),
                (HostTable.SwappedPages, "swapped", PlotColor.Vermilion)]));
        Add(
            section,
            "Load",
            "Share of the time in which the processors and the swap device were busy.",
            hosts,
            (host, title) => Lines(
                view, host, title, new PlotAxis("busy", PlotQuantity.Share) { Maximum = 1 }, [
                (HostTable.CpuShare, "processors", PlotColor.Blue),
                (HostTable.DiskBusyShare, "swap device", PlotColor.Vermilion)]));
        Add(
            section,
            "Faults",
            "Faults of guests that the host had to handle.",
            hosts,
            (host, title) => Lines(view, host, title, new PlotAxis("faults", PlotQuantity.PerSecond), [
                (HostTable.FaultsPerSecond, "faults", PlotColor.Blue)]));
    }

    private static AreaPlot Memory(RunView view, HistorySeries host, string title) => new(
        title,
        view.Time,
        new PlotAxis("memory", PlotQuantity.Pages),
        RunView.TimesOf(host),
        [
            RunView.AreaOf(host, HostTable.ReservedPages, "reserved", PlotColor.Gray),
            RunView.AreaOf(host, HostTable.PrivatePages, "private", PlotColor.Blue),
            RunView.AreaOf(host, HostTable.SharedPages, "shared", PlotColor.Green),
            RunView.AreaOf(host, HostTable.CompressedPages, "compressed", PlotColor.Purple),
            RunView.AreaOf(host, HostTable.FreePages, "free", PlotColor.Faint),
        ])
    {
        Lines = [RunView.LineOf(host, HostTable.CapacityPages, "capacity", PlotColor.Wine, PlotLineStyle.Dashed)],
    };

    private static LinePlot Lines(
        RunView view,
        HistorySeries host,
        string title,
        PlotAxis axis,
        (int Column, string Name, PlotColor Color)[] lines) =>
        new(
            title,
            view.Time,
            axis,
            [.. lines.Select(line => RunView.LineOf(host, line.Column, line.Name, line.Color))]);

    private static void AddStates(ReportSection section, RunView view, HistorySeries[] hosts)
    {
        IReadOnlyList<PlotState> states =
            RunStates.OfLadder(hosts.Select(static host => host.GetStates(HostTable.State)));
        StateRow[] rows = [.. hosts.Select(host => view.StatesOf(host, HostTable.State, states))];
        section.AddPlot(new StatePlot("States of the reclaim ladder", view.Time, states, rows)
        {
            Caption = "The less memory is free, the stronger the colour: each state reclaims harder than the last.",
        });
    }

    private static void Add(
        ReportSection section,
        string title,
        string caption,
        HistorySeries[] hosts,
        Func<HistorySeries, string, ReportPlot> make)
    {
        if (hosts.Length == 1)
        {
            section.AddPlot(make(hosts[0], title) with { Caption = caption });
        }
        else
        {
            section.AddPlots(title, caption, [.. hosts.Select(host => make(host, host.Name))]);
        }
    }

    private static void NoteTheRest(ReportSection section, RunView view)
    {
        int rest = view.Hosts.Count - HostsAtMost;
        if (rest > 0)
        {
            section.AddNote($"The first {HostsAtMost} hosts are shown; {rest} more are in the files of the run.");
        }
    }
}
