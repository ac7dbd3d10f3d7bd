using System.Globalization;
using System.Text;

namespace PageEngine.Cli.Watching;

/// <summary>Shows a line for each interval, where there is no terminal.</summary>
internal sealed class WatchLines(ToolContext context, IReadOnlyList<long> windows, string title) : IWatchView
{
    private const int CellWidth = 15;

    /// <inheritdoc/>
    public void Run(Action watch)
    {
        context.Output.WriteLine($"Watching {title}; WWS is the different memory written within a window.");
        WriteLine(new WatchColumns(windows).Heads);
        watch();
    }

    /// <inheritdoc/>
    public void Show(WatchInterval interval) => WriteLine(WatchColumns.CellsOf(interval));

    /// <inheritdoc/>
    public void ShowTotals(WatchTotals totals)
    {
        context.Output.WriteLine();
        WatchSummary.Write(totals, windows, title, Tables.Open(context.Output));
    }

    private void WriteLine(string[] cells)
    {
        StringBuilder line = new();
        foreach (string cell in cells)
        {
            line.Append(CultureInfo.InvariantCulture, $"{cell,CellWidth}");
        }

        context.Output.WriteLine(line);
        context.Output.Flush();
    }
}
