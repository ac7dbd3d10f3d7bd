using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>How a host takes memory back: the rungs of the ladder, each of which can be switched off.</summary>
public sealed record ReclaimSpec
{
    /// <summary>The states of a host's free memory and what is done in each.</summary>
    public MemoryStateKind States { get; init; } = MemoryStateKind.Classic;

    /// <summary>The time between two looks at the free memory, above 0.</summary>
    public SimTime Interval { get; init; } = SimTime.FromMilliseconds(100);

    /// <summary>Whether balloons are used.</summary>
    public bool Balloon { get; init; } = true;

    /// <summary>The compression cache; null for a host without one.</summary>
    public CompressionSpec? Compression { get; init; }

    /// <summary>Whether pages are swapped, where the host has a swap device.</summary>
    public bool Swap { get; init; } = true;

    /// <summary>The tax on idle memory, 0 to below 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double IdleTax { get; init; } = 0.75;

    /// <summary>The time between two divisions of the memory between machines, above 0.</summary>
    public SimTime AllocationInterval { get; init; } = SimTime.FromSeconds(5);

    /// <summary>How long working sets are sampled before the estimate is renewed, above 0.</summary>
    public SimTime SamplePeriod { get; init; } = SimTime.FromSeconds(30);

    /// <summary>The pages in a working-set sample, 1 or more.</summary>
    public int SamplePages { get; init; } = 100;

    /// <summary>Which page of a machine goes first.</summary>
    public VictimPolicyKind Victims { get; init; } = VictimPolicyKind.Random;

    /// <summary>Whether the host forgets a swapped page when the guest drops it, and tells guests what it swapped.</summary>
    /// <remarks>The remedies against double paging (Amit, Tsafrir and Schuster, ASPLOS 2014).</remarks>
    public bool AvoidDoublePaging { get; init; }
}
