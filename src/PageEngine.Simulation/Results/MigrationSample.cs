namespace PageEngine.Simulation;

/// <summary>A move at a moment, and what it sent since the sample before.</summary>
public readonly record struct MigrationSample
{
    /// <summary>The moment.</summary>
    public SimTime Time { get; init; }

    /// <summary>Which move of the run it is, from 1 in the order in which they began.</summary>
    public int Number { get; init; }

    /// <summary>The name of the machine.</summary>
    public string Machine { get; init; }

    /// <summary>The name of the host that it leaves.</summary>
    public string From { get; init; }

    /// <summary>The name of the host that it goes to.</summary>
    public string To { get; init; }

    /// <summary>Where the move stands.</summary>
    public MigrationStage Stage { get; init; }

    /// <summary>The pages that are still to be sent, as far as is known.</summary>
    public ulong PagesLeft { get; init; }

    /// <summary>The bytes that have crossed since the move began.</summary>
    public ulong Bytes { get; init; }

    /// <summary>The bytes in a second that crossed since the sample before.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>How far the processors are throttled, 0 to 99 %.</summary>
    public int ThrottlePercent { get; init; }

    /// <summary>The rounds that have ended.</summary>
    public int Rounds { get; init; }

    /// <summary>The pages that the machine touched on its new host before they came.</summary>
    public ulong PostCopyFaults { get; init; }
}
