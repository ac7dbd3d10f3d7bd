using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>What some tasks in a guest do with memory.</summary>
/// <remarks>Immutable; the state of a running task is kept by its machine.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(UniformWorkload), "uniform")]
public abstract record WorkloadSpec
{
    /// <summary>The tasks that do it, each with memory of its own, 1 or more.</summary>
    public int Tasks { get; init; } = 1;

    /// <summary>The memory of each task; null for an equal part of what the kernel leaves.</summary>
    public ByteSize? Memory { get; init; }

    /// <summary>The accesses of each task in a second while it runs, above 0; each takes a processor for the time between.</summary>
    public double AccessesPerSecond { get; init; } = 100_000;

    /// <summary>The part of the accesses that write, 0 to 1.</summary>
    public double WriteShare { get; init; } = 1;

    /// <summary>What pages hold after a write.</summary>
    public ContentSpec Content { get; init; } = new();

    /// <summary>When the tasks begin, from the end of boot.</summary>
    public SimTime Begin { get; init; }

    /// <summary>When the tasks end, from the end of boot; null for never.</summary>
    public SimTime? End { get; init; }

    /// <summary>Makes the state of one task.</summary>
    internal abstract WorkloadTask CreateTask(in WorkloadSetting setting);
}
