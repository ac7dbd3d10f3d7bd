namespace PageEngine.Simulation;

/// <summary>A move over a whole run.</summary>
/// <remarks>Immutable, but for the report of a move that is not over.</remarks>
public sealed record MigrationSummary
{
    /// <summary>The name of the machine.</summary>
    public required string Machine { get; init; }

    /// <summary>The name of the host that it left.</summary>
    public required string From { get; init; }

    /// <summary>The name of the host that it went to.</summary>
    public required string To { get; init; }

    /// <summary>How it moved.</summary>
    public required MigrationMethod Method { get; init; }

    /// <summary>Where the move stood at the end of the run.</summary>
    public required MigrationStage Stage { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? FailureReason { get; init; }

    /// <summary>What it did.</summary>
    public required MigrationReport Report { get; init; }

    /// <summary>What was planned; null for a move that no plan made.</summary>
    public PlannedMove? Planned { get; init; }

    internal static MigrationSummary Of(Migration move, PlannedMove? planned) => new()
    {
        Machine = move.Machine.Name,
        From = move.Source.Name,
        To = move.Destination.Name,
        Method = move.Method,
        Stage = move.Stage,
        FailureReason = move.FailureReason,
        Report = move.Report,
        Planned = planned,
    };
}
