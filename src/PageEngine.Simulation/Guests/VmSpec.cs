using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>What a virtual machine is.</summary>
/// <param name="Name">The name, one of its kind among the machines of a simulation.</param>
/// <param name="Memory">The memory that the guest sees, at least a page.</param>
public sealed record VmSpec(string Name, ByteSize Memory)
{
    /// <summary>The virtual processors, 1 to 1024.</summary>
    public int Vcpus { get; init; } = 1;

    /// <summary>The memory that the host guarantees.</summary>
    public ByteSize Reservation { get; init; }

    /// <summary>The most memory that the host gives; null for all that the guest sees.</summary>
    public ByteSize? Limit { get; init; }

    /// <summary>The machine's weight when memory is divided; null for one share a page.</summary>
    public long? Shares { get; init; }

    /// <summary>The group of machines that it may share pages with; null for everybody without a group.</summary>
    public string? Domain { get; init; }

    /// <summary>Whether its pages may be merged at all.</summary>
    public bool Mergeable { get; init; } = true;

    /// <summary>The NUMA node that its memory comes from first.</summary>
    public int NumaNode { get; init; }

    /// <summary>Whether its memory is given out in large pages where they are to be had.</summary>
    public bool LargePages { get; init; }

    /// <summary>The operating system in the machine.</summary>
    public GuestOsSpec Guest { get; init; } = new();

    /// <summary>The balloon driver in the guest.</summary>
    public BalloonSpec Balloon { get; init; } = new();

    /// <summary>Asynchronous page faults; null for a guest without them.</summary>
    public AsyncFaultSpec? AsyncFaults { get; init; }

    /// <summary>The time from the start to the first instruction of a task.</summary>
    public SimTime BootTime { get; init; }

    /// <summary>The network card.</summary>
    public NicSpec? Nic { get; init; }

    /// <summary>The virtual disks that moves have to do with.</summary>
    public IReadOnlyList<DiskSpec> Disks { get; init; } = [];

    /// <summary>The devices, beside those that every machine has.</summary>
    public IReadOnlyList<DeviceSpec> Devices { get; init; } = [];

    /// <summary>Who talks to the machine over the network.</summary>
    public IReadOnlyList<ConnectionSpec> Connections { get; init; } = [];

    /// <summary>What the tasks in the guest do; a machine without any is idle.</summary>
    public IReadOnlyList<WorkloadSpec> Workloads { get; init; } = [];

    /// <summary>The only thing that tasks in the guest do, for machines of one workload.</summary>
    [JsonIgnore]
    public WorkloadSpec Workload
    {
        init => Workloads = [value];
    }
}
