namespace PageEngine.Reports;

/// <summary>A section of a report: what is added stands in the order of adding.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class ReportSection
{
    private readonly List<ReportElement> _elements = [];

    internal ReportSection(string heading)
    {
        Heading = heading;
    }

    /// <summary>The heading.</summary>
    public string Heading { get; }

    internal IReadOnlyList<ReportElement> Elements => _elements;

    /// <summary>Adds a paragraph.</summary>
    /// <param name="text">The text; it is escaped.</param>
    /// <returns>This section.</returns>
    public ReportSection AddNote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _elements.Add(new ReportElement.Note(text));
        return this;
    }

    /// <summary>Adds figures that sum up.</summary>
    /// <param name="figures">The figures.</param>
    /// <returns>This section.</returns>
    public ReportSection AddFigures(params IReadOnlyList<SummaryFigure> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        _elements.Add(new ReportElement.Figures([.. figures]));
        return this;
    }

    /// <summary>Adds a table.</summary>
    /// <param name="table">The table.</param>
    /// <returns>This section.</returns>
    /// <exception cref="ArgumentException">A row has not one text for each column.</exception>
    public ReportSection AddTable(ReportTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            if (row.Count != table.Columns.Count)
            {
                throw new ArgumentException(
                    $"The table '{table.Caption}' has {table.Columns.Count} columns and a row of {row.Count}.",
                    nameof(table));
            }
        }

        _elements.Add(new ReportElement.Table(table));
        return this;
    }

    /// <summary>Adds a plot that takes the width of the page.</summary>
    /// <param name="plot">The plot.</param>
    /// <returns>This section.</returns>
    public ReportSection AddPlot(ReportPlot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        _elements.Add(new ReportElement.Plots(plot.Title, plot.Caption, [plot]));
        return this;
    }

    /// <summary>Adds plots of one kind beside each other, under one title and one legend.</summary>
    /// <param name="title">What they show together; the title of each says of whom.</param>
    /// <param name="caption">A sentence or two under them; may be empty.</param>
    /// <param name="plots">The plots.</param>
    /// <returns>This section.</returns>
    public ReportSection AddPlots(string title, string caption, IReadOnlyList<ReportPlot> plots)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(caption);
        ArgumentNullException.ThrowIfNull(plots);
        _elements.Add(new ReportElement.Plots(title, caption, [.. plots]) { IsGroup = true });
        return this;
    }
}
