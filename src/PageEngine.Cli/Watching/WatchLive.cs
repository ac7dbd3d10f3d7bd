using Spectre.Console;

namespace PageEngine.Cli.Watching;

/// <summary>Shows the newest intervals in a table that is drawn afresh in its place.</summary>
internal sealed class WatchLive(IAnsiConsole console, IReadOnlyList<long> windows, string title) : IWatchView
{
    private const int MostRows = 12;

    private readonly Queue<WatchInterval> _newest = [];
    private LiveDisplayContext? _live;

    /// <inheritdoc/>
    public void Run(Action watch) =>
        console.Live(TableOf(_newest)).Overflow(VerticalOverflow.Crop).Start(live =>
        {
            _live = live;
            live.Refresh();
            watch();
        });

    /// <inheritdoc/>
    public void Show(WatchInterval interval)
    {
        if (_newest.Count == MostRows)
        {
            _newest.Dequeue();
        }

        _newest.Enqueue(interval);
        _live!.UpdateTarget(TableOf(_newest));
    }

    /// <inheritdoc/>
    public void ShowTotals(WatchTotals totals) => WatchSummary.Write(totals, windows, title, console);

    private Table TableOf(IEnumerable<WatchInterval> intervals)
    {
        Table table = Tables.Make(new WatchColumns(windows).Heads);
        table.Title = new TableTitle(Markup.Escape($"{title} (Ctrl-C ends)"));
        foreach (WatchInterval interval in intervals)
        {
            table.AddPlainRow(WatchColumns.CellsOf(interval));
        }

        return table;
    }
}
