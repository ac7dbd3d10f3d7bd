namespace PageEngine.Reports;

/// <summary>The table of guests at the end of a report.</summary>
internal static class GuestFigures
{
    private const int RowsAtMost = 200;

    internal static void AddTo(HtmlReport report, IReadOnlyList<HistorySeries> guests)
    {
        ReportSection section = report.AddSection("Guests in figures");
        section.AddTable(new ReportTable(
            "",
            [
                new("Guest"),
                new("Host"),
                new("State"),
                new("Configured", IsNumber: true),
                new("Entitled, end", IsNumber: true),
                new("Resident, end", IsNumber: true),
                new("Working set, mean", IsNumber: true),
                new("Balloon, most", IsNumber: true),
                new("Compressed, most", IsNumber: true),
                new("Swapped, most", IsNumber: true),
                new("Major faults, mean", IsNumber: true),
                new("Waiting, mean", IsNumber: true),
                new("Work, mean", IsNumber: true),
            ],
            [.. guests.Take(RowsAtMost).Select(RowOf)]));
        if (guests.Count > RowsAtMost)
        {
            section.AddNote($"And {guests.Count - RowsAtMost} more guests, in the files of the run.");
        }
    }

    private static string[] RowOf(HistorySeries guest) =>
    [
        guest.Name,
        guest.GetStates(GuestTable.Host).Last,
        guest.GetStates(GuestTable.Lifecycle).Last,
        Pages(guest.GetNumbers(GuestTable.ConfiguredPages).Last),
        Pages(guest.GetNumbers(GuestTable.EntitlementPages).Last),
        Pages(guest.GetNumbers(GuestTable.ResidentPages).Last),
        Pages(guest.GetNumbers(GuestTable.WorkingSetPages).Average),
        Pages(guest.GetNumbers(GuestTable.BalloonPages).Highest),
        Pages(guest.GetNumbers(GuestTable.CompressedPages).Highest),
        Pages(guest.GetNumbers(GuestTable.SwappedPages).Highest),
        QuantityText.Format(guest.GetNumbers(GuestTable.MajorFaultsPerSecond).Average, PlotQuantity.PerSecond),
        QuantityText.Format(guest.GetNumbers(GuestTable.StallShare).Average, PlotQuantity.Share),
        QuantityText.Format(guest.GetNumbers(GuestTable.WorkPerSecond).Average, PlotQuantity.PerSecond),
    ];

    private static string Pages(double pages) => QuantityText.Format(pages, PlotQuantity.Pages);
}
