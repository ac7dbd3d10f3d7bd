namespace PageEngine.Migration.Tests;

internal static class Samples
{
    internal const double MiB = 1 << 20;
    internal const double GiB = 1 << 30;
    internal const long Millisecond = 1_000_000;
    internal const long Second = 1_000_000_000;

    /// <summary>A guest right after a sync: a round of a second over 1 GiB/s behind it.</summary>
    internal static MigrationProgress AtSync(ulong remainingPages, int round = 1) => new()
    {
        NowNanoseconds = Second,
        MemoryPages = 262_144,
        RemainingPages = remainingPages,
        PreviousRemainingPages = 262_144,
        Round = round,
        IsAtSync = true,
        RoundPages = 262_144,
        RoundBytes = 1 << 30,
        RoundNanoseconds = Second,
        DirtiedPages = remainingPages,
        PagesSent = 262_144,
        BytesSent = 1 << 30,
        BandwidthBytesPerSecond = GiB,
        ThrottlePercent = 0,
    };

    internal static PredictionRequest Guest(double memoryGiB, double dirtyGiB, double workingSetGiB) => new()
    {
        Memory = new ByteSize((ulong)(memoryGiB * GiB)),
        WorkingSet = new ByteSize((ulong)(workingSetGiB * GiB)),
        DirtyPagesPerSecond = dirtyGiB * GiB / Page.Size,
        BandwidthBytesPerSecond = GiB,
    };
}
