namespace PageEngine.Simulation;

/// <summary>What a host is.</summary>
/// <param name="Name">The name, one of its kind among the hosts of a simulation.</param>
/// <param name="Memory">The memory of the host, at least a page.</param>
public sealed record HostSpec(string Name, ByteSize Memory)
{
    /// <summary>How much of the memory there is in the simulation.</summary>
    public MemoryDepth Depth { get; init; }

    /// <summary>Memory that the hypervisor keeps for itself; machines never get it.</summary>
    public ByteSize Reserved { get; init; }

    /// <summary>Memory that the hypervisor needs for each running machine, beside the machine's own.</summary>
    public ByteSize OverheadPerVm { get; init; }

    /// <summary>The processors, 1 or more.</summary>
    public int Cpus { get; init; } = 16;

    /// <summary>The NUMA nodes that memory is divided over, 1 to 64.</summary>
    public int NumaNodes { get; init; } = 1;

    /// <summary>The swap device and its size; null for a host without swap.</summary>
    public SwapSpec? Swap { get; init; }

    /// <summary>The disk that holds the machines' virtual disks and their suspended states.</summary>
    public StorageSpec Disk { get; init; } = StorageSpec.Ssd;

    /// <summary>The network card.</summary>
    public NicSpec Nic { get; init; } = new();

    /// <summary>The network that it is in: machines keep their address on hosts of one network.</summary>
    public string Lan { get; init; } = "lan";

    /// <summary>How pages are shared.</summary>
    public SharingSpec Sharing { get; init; } = new();

    /// <summary>How memory is taken back.</summary>
    public ReclaimSpec Reclaim { get; init; } = new();

    /// <summary>Which machines may start.</summary>
    public AdmissionSpec Admission { get; init; } = new();

    /// <summary>What the mechanisms cost.</summary>
    public CostPreset Costs { get; init; } = CostPreset.Modern;

    /// <summary>What happens when no frame is free and none can be had.</summary>
    public OutOfMemoryAction OutOfMemory { get; init; } = OutOfMemoryAction.EndLargest;
}
