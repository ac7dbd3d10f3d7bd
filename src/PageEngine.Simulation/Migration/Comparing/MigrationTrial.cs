namespace PageEngine.Simulation;

/// <summary>What came of one way to move a machine.</summary>
/// <remarks>Immutable.</remarks>
public sealed record MigrationTrial
{
    /// <summary>The name of the trial.</summary>
    public required string Name { get; init; }

    /// <summary>How the machine was moved.</summary>
    public required MigrationMethod Method { get; init; }

    /// <summary>Why it was not moved at all; null when it was.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Where the move stood at the end; one that is not over by then ran into the limit of time.</summary>
    public MigrationStage Stage { get; init; }

    /// <summary>Why the move failed; null when it did not.</summary>
    public string? FailureReason { get; init; }

    /// <summary>What the move did; null when it was refused.</summary>
    public MigrationReport? Report { get; init; }

    /// <summary>The course of the move.</summary>
    public IReadOnlyList<TrialSample> Samples { get; init; } = [];

    /// <summary>
    /// The guest's time that the move cost, whatever the reason: the work that the machine did less than without a
    /// move, over what it does in a second. Below zero when it did more.
    /// </summary>
    public SimTime GuestTimeLost { get; init; }

    /// <summary>Whether the machine runs on its new host with all its memory.</summary>
    public bool Succeeded => Stage == MigrationStage.Completed && Refusal is null;
}
