namespace PageEngine.Simulation;

/// <summary>A virtual machine over a whole run. Amounts are pages.</summary>
/// <remarks>Immutable. Counts go on when a machine is started again.</remarks>
public sealed record GuestSummary
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The last sample.</summary>
    public required GuestSample Last { get; init; }

    /// <summary>Why the machine crashed; null when it did not.</summary>
    public string? CrashReason { get; init; }

    /// <summary>The accesses that its tasks made.</summary>
    public ulong Work { get; init; }

    /// <summary>
    /// The accesses that the tasks of each workload made, in the order of <see cref="VmSpec.Workloads"/>.
    /// </summary>
    public IReadOnlyList<ulong> WorkByWorkload { get; init; } = [];

    /// <summary>Pages that were decompressed or read from the host's swap because they were touched.</summary>
    public ulong MajorFaults { get; init; }

    /// <summary>Pages that came back soon after the host had swapped them.</summary>
    public ulong Refaults { get; init; }

    /// <summary>Pages written to the host's swap.</summary>
    public ulong SwapOuts { get; init; }

    /// <summary>Pages that the guest read from its own swap.</summary>
    public ulong GuestFaults { get; init; }

    /// <summary>Pages that the guest paged out while the host had them in its swap.</summary>
    public ulong DoublePaging { get; init; }

    /// <summary>Private copies of shared frames.</summary>
    public ulong ShareBreaks { get; init; }

    /// <summary>Faults that the guest got as asynchronous.</summary>
    public ulong AsyncFaults { get; init; }

    /// <summary>The time that its processors stood still for the host's devices, all processors together.</summary>
    public SimTime StallTime { get; init; }
}
