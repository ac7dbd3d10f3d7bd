namespace PageEngine.Reports;

/// <summary>A plot, as data: what it shows and not how.</summary>
/// <remarks>
/// Immutable, so thread-safe. Values that are not finite are gaps. Names may hold any text: it is escaped, and
/// shortened where it does not fit.
/// </remarks>
public abstract record ReportPlot
{
    private protected ReportPlot(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        Title = title;
    }

    /// <summary>What the plot shows, in a few words.</summary>
    public string Title { get; }

    /// <summary>A sentence or two under the plot: how to read it. May be empty.</summary>
    public string Caption { get; init; } = "";
}
