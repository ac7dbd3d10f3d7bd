namespace PageEngine.Simulation;

/// <summary>How a <see cref="BalloonPolicy"/> treats its guest.</summary>
/// <remarks>Immutable, so safe for any number of threads.</remarks>
public sealed record BalloonOptions
{
    /// <summary>The largest part of its memory that a guest is asked for, 0 to 1; 65 % as in ESX.</summary>
    public double MaxShare { get; init; } = 0.65;

    /// <summary>The pages that every guest keeps.</summary>
    public ulong MinGuestPages { get; init; }

    /// <summary>
    /// The most pages that go into the balloon in a second, 1 or more; 100 MiB/s when nothing is said.
    /// </summary>
    public ulong InflatePagesPerSecond { get; init; } = 25_600;

    /// <summary>
    /// The most pages that come out of the balloon in a second, 1 or more; 400 MiB/s when nothing is said.
    /// </summary>
    public ulong DeflatePagesPerSecond { get; init; } = 102_400;

    /// <summary>
    /// Whether the guest may be made to page. If not, the target stays within what its statistics say it can spare or,
    /// where they are not believed, within a step of what it has delivered.
    /// </summary>
    public bool MayMakeGuestPage { get; init; } = true;

    /// <summary>The available pages that are left to a guest that may not be made to page.</summary>
    public ulong CushionPages { get; init; }

    /// <summary>The age at which statistics are not believed any more, in nanoseconds, 1 or more; 30 s.</summary>
    public long MaxStatisticsAge { get; init; } = 30 * PageArithmetic.NanosecondsPerSecond;

    /// <summary>
    /// How often a guest may be caught with false statistics before it is not believed any more, 1 or more.
    /// </summary>
    public int MaxFalseReports { get; init; } = 3;

    /// <summary>
    /// The first step of a balloon whose guest is not believed, in pages, 1 or more; it doubles when reached.
    /// </summary>
    public ulong ProbePages { get; init; } = 1024;

    /// <summary>
    /// The time without enough progress after which a balloon is stalled, in nanoseconds, 1 s or more; 10 s.
    /// </summary>
    public long StallTime { get; init; } = 10 * PageArithmetic.NanosecondsPerSecond;

    /// <summary>
    /// The part of what the rate would allow that counts as progress, 0 to 1. A guest that gives single pages, so as
    /// not to be called stalled, is stalled.
    /// </summary>
    public double MinProgress { get; init; } = 0.01;

    /// <summary>
    /// How long nothing is asked of a guest that took pages back by itself, in nanoseconds, 0 or more; 30 s.
    /// </summary>
    public long OutOfMemoryHold { get; init; } = 30 * PageArithmetic.NanosecondsPerSecond;

    internal void Validate()
    {
        PageArithmetic.ThrowIfOutside(MaxShare, 0, 1, nameof(MaxShare));
        ArgumentOutOfRangeException.ThrowIfZero(InflatePagesPerSecond);
        ArgumentOutOfRangeException.ThrowIfZero(DeflatePagesPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxStatisticsAge);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxFalseReports);
        ArgumentOutOfRangeException.ThrowIfZero(ProbePages);
        ArgumentOutOfRangeException.ThrowIfLessThan(StallTime, PageArithmetic.NanosecondsPerSecond);
        PageArithmetic.ThrowIfOutside(MinProgress, 0, 1, nameof(MinProgress));
        ArgumentOutOfRangeException.ThrowIfNegative(OutOfMemoryHold);
    }
}
