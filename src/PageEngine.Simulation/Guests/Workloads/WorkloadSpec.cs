using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>What some tasks in a guest do with memory.</summary>
/// <remarks>Immutable; the state of a running task is kept by its machine.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(UniformWorkload), "uniform")]
public abstract record WorkloadSpec
{
    private const double LeastRate = 1e-6;
    private const double MostRate = 1e9;

    /// <summary>The tasks that do it, each with memory of its own, 1 or more.</summary>
    public int Tasks { get; init; } = 1;

    /// <summary>The memory of each task; null for an equal part of what the kernel leaves.</summary>
    public ByteSize? Memory { get; init; }

    /// <summary>
    /// The accesses of each task in a second while it runs, 10⁻⁶ to 10⁹; each takes a processor for the time between.
    /// </summary>
    [JsonConverter(typeof(FrequencyConverter))]
    public double AccessesPerSecond { get; init; } = 100_000;

    /// <summary>The part of the accesses that write, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double WriteShare { get; init; } = 1;

    /// <summary>What pages hold after a write.</summary>
    public ContentSpec Content { get; init; } = new();

    /// <summary>When the tasks begin, from the end of boot.</summary>
    public SimTime Begin { get; init; }

    /// <summary>When the tasks end, from the end of boot; null for never.</summary>
    public SimTime? End { get; init; }

    /// <summary>Makes the state of one task.</summary>
    internal WorkloadTask CreateTask(in WorkloadSetting setting) => NewTask(setting);

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

        problems.Within(AccessesPerSecond, LeastRate, MostRate);
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
}
