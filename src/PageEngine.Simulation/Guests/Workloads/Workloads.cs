using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>Makes workloads in a word; everything else is set by <c>with</c>.</summary>
/// <remarks>
/// <code>
/// Workloads.HotCold(hotShare: 0.1, hotAccessShare: 0.9) with { Tasks = 4, WriteShare = 0.3 }
/// </code>
/// Nothing is checked here: who starts a machine with a workload gets an exception that says what is wrong with it.
/// Thread-safe.
/// </remarks>
public static class Workloads
{
    /// <summary>Every page of the memory with the same probability.</summary>
    /// <param name="accessesPerSecond">The accesses of each task in a second.</param>
    /// <param name="writeShare">The part of the accesses that write, 0 to 1.</param>
    public static UniformWorkload Uniform(double accessesPerSecond = 100_000, double writeShare = 1) =>
        new() { AccessesPerSecond = accessesPerSecond, WriteShare = writeShare };

    /// <summary>All pages in their order, again and again.</summary>
    /// <param name="accessesPerSecond">The accesses of each task in a second.</param>
    /// <param name="writeShare">The part of the accesses that write, 0 to 1.</param>
    /// <param name="stride">The pages from one access to the next, 1 or more.</param>
    public static SequentialWorkload Sequential(
        double accessesPerSecond = 100_000, double writeShare = 1, int stride = 1) =>
        new() { AccessesPerSecond = accessesPerSecond, WriteShare = writeShare, Stride = stride };

    /// <summary>Pages with the frequencies of Zipf's law.</summary>
    /// <param name="exponent">The exponent of the law, 0 to 16.</param>
    /// <param name="accessesPerSecond">The accesses of each task in a second.</param>
    /// <param name="writeShare">The part of the accesses that write, 0 to 1.</param>
    public static ZipfWorkload Zipf(
        double exponent = 0.99, double accessesPerSecond = 100_000, double writeShare = 1) =>
        new() { Exponent = exponent, AccessesPerSecond = accessesPerSecond, WriteShare = writeShare };

    /// <summary>A hot part of the memory more often than the rest.</summary>
    /// <param name="hotShare">The part of the memory that is hot, 0 to 1.</param>
    /// <param name="hotAccessShare">The part of the accesses that go to it, 0 to 1.</param>
    /// <param name="accessesPerSecond">The accesses of each task in a second.</param>
    /// <param name="writeShare">The part of the accesses that write, 0 to 1.</param>
    /// <param name="phaseLength">The time after which other pages are hot; null for never.</param>
    public static HotColdWorkload HotCold(
        double hotShare = 0.1,
        double hotAccessShare = 0.9,
        double accessesPerSecond = 100_000,
        double writeShare = 1,
        SimTime? phaseLength = null) =>
        new()
        {
            HotShare = hotShare,
            HotAccessShare = hotAccessShare,
            AccessesPerSecond = accessesPerSecond,
            WriteShare = writeShare,
            PhaseLength = phaseLength,
        };

    /// <summary>Next to nothing: some housekeeping now and then.</summary>
    /// <param name="interval">The mean time between two wake-ups; null for a second.</param>
    public static IdleWorkload Idle(SimTime? interval = null) =>
        interval is { } time ? new() { Interval = time } : new();

    /// <summary>A boot that touches all memory, reads system files and settles.</summary>
    /// <param name="zeroesMemory">Whether the first touch fills the memory with zeros.</param>
    public static BootStormWorkload BootStorm(bool zeroesMemory = true) => new() { ZeroesMemory = zeroesMemory };

    /// <summary>Files through the guest's page cache.</summary>
    /// <param name="pattern">The order of the file pages.</param>
    /// <param name="accessesPerSecond">The accesses of each task in a second.</param>
    /// <param name="writeShare">The part of the accesses that write, 0 to 1.</param>
    public static PageCacheWorkload PageCache(
        FilePattern pattern = FilePattern.Zipf, double accessesPerSecond = 100_000, double writeShare = 0.1) =>
        new() { Pattern = pattern, AccessesPerSecond = accessesPerSecond, WriteShare = writeShare };

    /// <summary>A working set whose size changes evenly from point to point.</summary>
    /// <param name="schedule">The sizes in the order of their times, at least one.</param>
    public static WorkingSetGrowthWorkload Growth(params IReadOnlyList<WorkingSetPoint> schedule) =>
        new() { Schedule = schedule };

    /// <summary>Work for the processors with next to no memory.</summary>
    /// <param name="unitsPerSecond">The units of work in a second of processor time.</param>
    public static ComputeWorkload Compute(double unitsPerSecond = 1_000) =>
        new() { AccessesPerSecond = unitsPerSecond };

    /// <summary>Several workloads in one task, each on a part of its memory.</summary>
    /// <param name="parts">The parts, 1 to 256.</param>
    public static MixedWorkload Mixed(params IReadOnlyList<WorkloadPart> parts) => new() { Parts = parts };

    /// <summary>What a guest of a page trace did.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="guest">The name of the guest; null for the first.</param>
    /// <param name="speed">How many times faster than in the trace the time passes.</param>
    public static TraceWorkload Replay(PageTrace trace, string? guest = null, double speed = 1) =>
        new() { Trace = trace, Guest = guest, Speed = speed };
}
