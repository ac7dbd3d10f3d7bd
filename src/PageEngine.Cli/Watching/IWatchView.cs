namespace PageEngine.Cli.Watching;

/// <summary>Shows a watch while it runs, and what it came to.</summary>
internal interface IWatchView
{
    /// <summary>Runs the watch, with the screen made ready for it.</summary>
    public void Run(Action watch);

    /// <summary>An interval is over.</summary>
    public void Show(WatchInterval interval);

    /// <summary>The watch is over.</summary>
    public void ShowTotals(WatchTotals totals);
}
