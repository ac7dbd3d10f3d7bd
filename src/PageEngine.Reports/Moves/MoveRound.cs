namespace PageEngine.Reports;

/// <summary>One round of a move.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="BeginSeconds">When it began, from the beginning of the move.</param>
/// <param name="Seconds">What it took.</param>
/// <param name="Bytes">The bytes that it sent.</param>
/// <param name="DirtiedPages">The pages that the guest wrote meanwhile.</param>
/// <param name="LeftPages">The pages that were left at its end.</param>
public sealed record MoveRound(
    int Number, double BeginSeconds, double Seconds, double Bytes, double DirtiedPages, double LeftPages)
{
    /// <summary>The pages that it sent, by the form in which they went.</summary>
    public IReadOnlyList<MovePart> Pages { get; init; } = [];

    /// <summary>The bandwidth, in bytes a second.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>What sending the rest would take, in seconds.</summary>
    public double ExpectedDowntimeSeconds { get; init; }

    /// <summary>How far the guest was throttled, 0 to 99 %.</summary>
    public int ThrottlePercent { get; init; }
}
