namespace PageEngine.Reports;

/// <summary>What the report of a comparison of moves is made from.</summary>
public sealed record MoveComparisonInput
{
    /// <summary>The title: the name of the scenario.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence under the title; may be empty.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The moves, in the order in which they are shown; at most 100 of them.</summary>
    public required IReadOnlyList<MoveRecord> Moves { get; init; }

    /// <summary>Figures of the caller's that stand before the report's own.</summary>
    public IReadOnlyList<SummaryFigure> Figures { get; init; } = [];

    /// <summary>Paragraphs at the beginning.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where the figures come from, as names and values: the scenario, the seed, the tool.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Origin { get; init; } = [];

    /// <summary>A line at the foot of the page.</summary>
    public string Footer { get; init; } = "PageEngine";
}
