using Spectre.Console;

namespace PageEngine.Cli.Watching;

/// <summary>Writes what a watch came to, and how to read it.</summary>
internal static class WatchSummary
{
    private static readonly string[] Limits =
    [
        "Pages are compared by fingerprint from look to look. A page that was written many times in an interval",
        "counts once, and one that was written with the bytes that it had does not count: rates are lower bounds, and",
        "rise where --interval is shorter. A window of some seconds tells what a migration round of that length would",
        "have to send.",
    ];

    internal static void Write(WatchTotals totals, IReadOnlyList<long> windows, string title, IAnsiConsole console)
    {
        if (totals.Last is not { } last || totals.Highest is not { } highest)
        {
            console.WriteLine($"{title} was not watched for a whole interval.");
            return;
        }

        string memory = $"{Figures.Memory(last.Pages)} of memory, {Figures.Percent(last.ZeroPages, last.Pages)} zero";
        string intervals = Figures.Counted(last.Number, "interval");
        console.WriteLine(
            $"Watched {title} for {WatchColumns.Span(last.EndNanoseconds)} in {intervals}: {memory}.");
        string peak = WatchColumns.Rate(highest.DirtyBytesPerSecond);
        console.WriteLine(
            $"Dirty rate: mean {WatchColumns.Rate(totals.MeanBytesPerSecond)}, highest {peak} in the interval up to "
            + $"{WatchColumns.Span(highest.EndNanoseconds)}.");
        Table table = Tables.Make("Window", "Mean", "Highest", "Pages at most");
        bool hasRows = false;
        foreach (long window in windows)
        {
            if (totals.TryGetWorkingSet(window, out double mean, out ulong pages))
            {
                hasRows = true;
                table.AddPlainRow(
                    WatchColumns.Span(window), Figures.Memory((ulong)Math.Round(mean)), Figures.Memory(pages),
                    Figures.Count(pages));
            }
        }

        if (hasRows)
        {
            console.WriteTable("Different memory that was written within a window (writable working set)", table);
        }

        foreach (string line in Limits)
        {
            console.WriteLine(line);
        }
    }
}
