namespace PageEngine.Reports;

/// <summary>What a report says of guests. Few guests get plots of their own, many share strips.</summary>
internal static class GuestSections
{
    private const int GuestsAtMost = 24;
    private const int FewGuests = 6;
    private const double RatioOfOneScale = 8;

    internal static void AddTo(HtmlReport report, RunView view)
    {
        if (view.Guests.Count == 0)
        {
            report.AddSection("Guests").AddNote("There are no samples of guests.");
            return;
        }

        HistorySeries[] guests = Choose(view.Guests);
        ReportSection memory = report.AddSection("Memory of the guests");
        if (guests.Length < view.Guests.Count)
        {
            memory.AddNote(
                $"The {guests.Length} guests from which most was taken are shown; "
                + $"{view.Guests.Count - guests.Length} more are in the files of the run.");
        }

        PlotAxis axis = MemoryAxis(guests);
        string scale = axis.Maximum is null || guests.Length == 1 ? "" : " All plots have the same scale.";
        memory.AddPlots(
            "Entitlement and resident memory",
            "Resident: pages in frames of the host. Entitled: what shares, limits and use give the guest. Working set: "
            + "what it is estimated to touch." + scale,
            [.. guests.Select(guest => Entitlement(view, axis, guest))]);
        memory.AddPlots(
            "Memory taken from guests",
            "By the balloon, into the compression cache, onto the host's swap device; and what the guest has swapped "
            + "out itself. The broken line is what the host wants in the balloon." + scale,
            [.. guests.Select(guest => Taken(view, axis with { Maximum = null }, guests, guest))]);
        AddRates(report.AddSection("Faults and work of the guests"), view, guests);
        AddLifecycle(report, view, guests);
        GuestFigures.AddTo(report, view.Guests);
    }

    private static LinePlot Entitlement(RunView view, PlotAxis axis, HistorySeries guest) => new(
        guest.Name,
        view.Time,
        axis,
        [
            RunView.LineOf(guest, GuestTable.ResidentPages, "resident", PlotColor.Blue, PlotLineStyle.Area),
            RunView.LineOf(guest, GuestTable.WorkingSetPages, "working set", PlotColor.Green),
            RunView.LineOf(guest, GuestTable.EntitlementPages, "entitled", PlotColor.Vermilion),
            RunView.LineOf(guest, GuestTable.ConfiguredPages, "configured", PlotColor.Gray, PlotLineStyle.Dashed),
        ]);

    private static AreaPlot Taken(RunView view, PlotAxis axis, HistorySeries[] guests, HistorySeries guest) => new(
        guest.Name,
        view.Time,
        axis with { Maximum = guests.Max(TakenAtMost) },
        RunView.TimesOf(guest),
        [
            RunView.AreaOf(guest, GuestTable.BalloonPages, "balloon", PlotColor.Amber),
            RunView.AreaOf(guest, GuestTable.CompressedPages, "compressed", PlotColor.Purple),
            RunView.AreaOf(guest, GuestTable.SwappedPages, "swapped by the host", PlotColor.Vermilion),
            RunView.AreaOf(guest, GuestTable.GuestSwapPages, "swapped by the guest", PlotColor.Sky),
        ])
    {
        Lines = [RunView.LineOf(
            guest, GuestTable.BalloonTargetPages, "balloon target", PlotColor.Wine, PlotLineStyle.Dashed)],
    };

    private static void AddRates(ReportSection section, RunView view, HistorySeries[] guests)
    {
        if (guests.Length <= FewGuests)
        {
            PlotAxis axis = new("faults", PlotQuantity.PerSecond);
            section.AddPlots(
                "Faults",
                "Major: served by the host's swap device or compression cache. Refaults: on pages reclaimed shortly "
                + "before. Guest: served by the guest's own swap.",
                [.. guests.Select(guest => new LinePlot(guest.Name, view.Time, axis, [
                    RunView.LineOf(guest, GuestTable.MajorFaultsPerSecond, "major", PlotColor.Vermilion),
                    RunView.LineOf(guest, GuestTable.RefaultsPerSecond, "refaults", PlotColor.Purple),
                    RunView.LineOf(guest, GuestTable.GuestFaultsPerSecond, "guest", PlotColor.Blue)]))]);
        }
        else
        {
            Add(section, view, guests, GuestTable.MajorFaultsPerSecond, "Major faults", PlotQuantity.PerSecond,
                "Served by the host's swap device or compression cache.");
            Add(section, view, guests, GuestTable.RefaultsPerSecond, "Refaults", PlotQuantity.PerSecond,
                "Faults on pages that were reclaimed shortly before.");
            Add(section, view, guests, GuestTable.GuestFaultsPerSecond, "Guest faults", PlotQuantity.PerSecond,
                "Served by the guest's own swap.");
        }

        Add(section, view, guests, GuestTable.DoublePagingPerSecond, "Double paging", PlotQuantity.PerSecond,
            "Pages that the guest swapped out while the host had swapped them.");
        Add(section, view, guests, GuestTable.StallShare, "Waiting for memory", PlotQuantity.Share,
            "Share of the time in which the processors of the guest waited for memory.");
        Add(section, view, guests, GuestTable.WorkPerSecond, "Work", PlotQuantity.PerSecond,
            "Units of work that the workloads of the guest finished.");
    }

    // A plot of nothing but zeros is said in words.
    private static void Add(
        ReportSection section,
        RunView view,
        HistorySeries[] guests,
        int column,
        string title,
        PlotQuantity quantity,
        string caption)
    {
        if (!guests.Any(guest => guest.GetNumbers(column).Highest > 0))
        {
            section.AddNote($"{title}: none in the whole run.");
        }
        else if (guests.Length <= FewGuests)
        {
            section.AddPlot(new LinePlot(
                title,
                view.Time,
                new PlotAxis(title.ToLowerInvariant(), quantity),
                [.. guests.Select(guest => RunView.LineOf(guest, column, guest.Name, null))])
            {
                Caption = caption,
            });
        }
        else
        {
            section.AddPlot(new HeatPlot(
                title,
                view.Time,
                new PlotAxis(title.ToLowerInvariant(), quantity),
                [.. guests.Select(guest => view.HeatOf(guest, column))])
            {
                Caption = $"{caption} Each cell shows the greatest of its samples.",
            });
        }
    }

    private static void AddLifecycle(HtmlReport report, RunView view, HistorySeries[] guests)
    {
        IReadOnlyList<PlotState> states =
            RunStates.OfLifecycle(guests.Select(static guest => guest.GetStates(GuestTable.Lifecycle)));
        bool moved = guests.Any(static guest => guest.GetStates(GuestTable.Host).Names.Count > 1);
        if (states.Count < 2 && !moved)
        {
            return;
        }

        ReportSection section = report.AddSection("Life of the guests");
        if (states.Count > 1)
        {
            section.AddPlot(new StatePlot(
                "States of the life cycle",
                view.Time,
                states,
                [.. guests.Select(guest => view.StatesOf(guest, GuestTable.Lifecycle, states))]));
        }

        if (moved)
        {
            PlotState[] hosts = [.. guests
                .SelectMany(static guest => guest.GetStates(GuestTable.Host).Names)
                .Distinct()
                .Select(static (name, i) => new PlotState(name, Palette.Next(i)))];
            section.AddPlot(new StatePlot(
                "Where guests were",
                view.Time,
                hosts,
                [.. guests.Select(guest => view.StatesOf(guest, GuestTable.Host, hosts))]));
        }
    }

    // Guests of like sizes are compared on one scale; a dwarf beside giants would be a line on the floor.
    private static PlotAxis MemoryAxis(HistorySeries[] guests)
    {
        double most = guests.Max(static guest => guest.GetNumbers(GuestTable.ConfiguredPages).Highest);
        double least = guests.Min(static guest => guest.GetNumbers(GuestTable.ConfiguredPages).Highest);
        PlotAxis axis = new("memory", PlotQuantity.Pages);
        return most <= least * RatioOfOneScale ? axis with { Maximum = most } : axis;
    }

    private static HistorySeries[] Choose(IReadOnlyList<HistorySeries> guests)
    {
        HashSet<HistorySeries> chosen = [.. guests.OrderByDescending(TakenAtMost).Take(GuestsAtMost)];
        return [.. guests.Where(chosen.Contains)];
    }

    private static double TakenAtMost(HistorySeries guest)
    {
        double[] sums = new double[guest.Count];
        ReadOnlySpan<int> columns =
            [GuestTable.BalloonPages, GuestTable.CompressedPages, GuestTable.SwappedPages, GuestTable.GuestSwapPages];
        foreach (int column in columns)
        {
            double[] means = guest.GetNumbers(column).ToMeans();
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += means[i];
            }
        }

        return sums.Max();
    }
}
