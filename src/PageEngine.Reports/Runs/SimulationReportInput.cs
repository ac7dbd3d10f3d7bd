namespace PageEngine.Reports;

/// <summary>What the report of a simulation is made from.</summary>
public sealed record SimulationReportInput
{
    /// <summary>The title: the name of the scenario.</summary>
    public required string Title { get; init; }

    /// <summary>A sentence under the title: what the scenario shows; may be empty.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>The history of the tables of <see cref="HostTable"/> and <see cref="GuestTable"/>.</summary>
    public required SeriesHistory History { get; init; }

    /// <summary>What the run was; null if nobody needs to know.</summary>
    public RunManifest? Manifest { get; init; }

    /// <summary>Moves between hosts, in the order in which they began.</summary>
    public IReadOnlyList<MoveRecord> Moves { get; init; } = [];

    /// <summary>Plans of moves, each in words: what was expected and what came.</summary>
    public IReadOnlyList<string> Plans { get; init; } = [];

    /// <summary>Events worth reading; the first 100 are shown.</summary>
    public IReadOnlyList<RunEvent> Events { get; init; } = [];

    /// <summary>Figures of the caller's that stand behind the report's own.</summary>
    public IReadOnlyList<SummaryFigure> Figures { get; init; } = [];

    /// <summary>Paragraphs at the beginning: what to look at, what went wrong.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
