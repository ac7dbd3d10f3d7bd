namespace PageEngine.Reports;

/// <summary>What a section is made of.</summary>
internal abstract record ReportElement
{
    private ReportElement()
    {
    }

    /// <summary>A paragraph.</summary>
    internal sealed record Note(string Text) : ReportElement;

    /// <summary>Figures that sum up.</summary>
    internal sealed record Figures(IReadOnlyList<SummaryFigure> Items) : ReportElement;

    /// <summary>A table.</summary>
    internal sealed record Table(ReportTable Content) : ReportElement;

    /// <summary>One plot, or several beside each other.</summary>
    internal sealed record Plots(string Title, string Caption, IReadOnlyList<ReportPlot> Items) : ReportElement
    {
        internal bool IsGroup { get; init; }
    }
}
