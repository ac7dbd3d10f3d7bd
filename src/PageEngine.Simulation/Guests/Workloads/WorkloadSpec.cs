using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>What some tasks in a guest do with memory.</summary>
/// <remarks>Immutable; the state of a running task is kept by its machine.</remarks>
[JsonPolymorphic(
    TypeDiscriminatorPropertyName = "kind",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(UniformWorkload), "uniform")]
[JsonDerivedType(typeof(SequentialWorkload), "sequential")]
[JsonDerivedType(typeof(ZipfWorkload), "zipf")]
[JsonDerivedType(typeof(HotColdWorkload), "hotCold")]
[JsonDerivedType(typeof(IdleWorkload), "idle")]
[JsonDerivedType(typeof(BootStormWorkload), "bootStorm")]
[JsonDerivedType(typeof(PageCacheWorkload), "pageCache")]
[JsonDerivedType(typeof(WorkingSetGrowthWorkload), "workingSetGrowth")]
[JsonDerivedType(typeof(ComputeWorkload), "compute")]
[JsonDerivedType(typeof(MixedWorkload), "mixed")]
[JsonDerivedType(typeof(TraceWorkload), "trace")]
public abstract record WorkloadSpec
{
    /// <summary>What sums of shares may be beyond 1 because of rounding.</summary>
    internal const double ShareTolerance = 1e-9;

    private protected const double DefaultAccessesPerSecond = 100_000;
    private protected const double DefaultWriteShare = 1;

    private const double LeastRate = 1e-6;
    private const double MostRate = 1e9;

    private static readonly SimTime Year = SimTime.FromSeconds(365 * 86_400.0);

    /// <summary>The tasks that do it, each with memory of its own, 1 or more.</summary>
    public int Tasks { get; init; } = 1;

    /// <summary>The memory of each task; null for an equal part of what the kernel leaves.</summary>
    public ByteSize? Memory { get; init; }

    /// <summary>
    /// The accesses of each task in a second while it runs, 10⁻⁶ to 10⁹; each takes a processor for the time between.
    /// </summary>
    [JsonConverter(typeof(FrequencyConverter))]
    public double AccessesPerSecond { get; init; } = DefaultAccessesPerSecond;

    /// <summary>The part of the accesses that write, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double WriteShare { get; init; } = DefaultWriteShare;

    /// <summary>What pages hold after a write.</summary>
    public ContentSpec Content { get; init; } = new();

    /// <summary>When the tasks begin, from the end of boot.</summary>
    public SimTime Begin { get; init; }

    /// <summary>When the tasks end, from the end of boot; null for never.</summary>
    public SimTime? End { get; init; }

    /// <summary>Makes the state of one task.</summary>
    internal WorkloadTask CreateTask(in WorkloadSetting setting)
    {
        WorkloadTask task = NewTask(setting);
        return Content.DumpTokens is null ? task : new DumpFillTask(Content, setting, task);
    }

    /// <summary>Makes what is special to the kind of workload.</summary>
    internal abstract WorkloadTask NewTask(in WorkloadSetting setting);

    /// <summary>Says all that is wrong with the spec; kinds of workload add what is theirs.</summary>
    internal virtual void Check(SpecProblems problems)
    {
        problems.AtLeast(Tasks, 1);
        if (Memory is { Pages: 0 })
        {
            problems.Add(nameof(Memory), "is less than a page");
        }

        CheckRate(AccessesPerSecond, nameof(AccessesPerSecond), problems);
        problems.Share(WriteShare);
        if (problems.Present(Content))
        {
            problems.Enter(nameof(Content));
            Content.Check(problems);
            problems.Leave();
        }

        problems.NotNegative(Begin);
        problems.NotTooLong(End ?? SimTime.Zero, nameof(End));
        if (End is { } end && end <= Begin)
        {
            problems.Add(nameof(End), $"is {end}, but must be after the begin, {Begin}");
        }
    }

    private protected static void CheckRate(double accessesPerSecond, string property, SpecProblems problems) =>
        problems.Within(accessesPerSecond, LeastRate, MostRate, property);

    /// <summary>A task that slept for centuries would sleep beyond the end of simulated time.</summary>
    private protected static void CheckSleep(SimTime sleep, string property, SpecProblems problems)
    {
        if (sleep > Year)
        {
            problems.Add(property, $"is {sleep}, but must be a year at most");
        }
    }
}
