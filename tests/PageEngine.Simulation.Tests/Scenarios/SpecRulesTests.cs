namespace PageEngine.Simulation.Tests;

/// <summary>
/// Ranges, as the docs of the specs state them: what is just outside is refused by name, what is on the edge is not.
/// </summary>
public sealed class SpecRulesTests
{
    private static readonly HostSpec Host = new("h", ByteSize.FromMiB(64)) { Swap = new SwapSpec(ByteSize.FromMiB(64)) };
    private static readonly VmSpec Machine = new("m", ByteSize.FromMiB(64));

    public static TheoryData<string, HostSpec> BadHosts => new()
    {
        { "name", Host with { Name = " " } },
        { "name", Host with { Name = null! } },
        { "name", Host with { Name = new string('x', 101) } },
        { "name", Host with { Name = "a\nb" } },
        { "memory", Host with { Memory = new ByteSize(4095) } },
        { "memory", Host with { Memory = ByteSize.FromTiB(16) } },
        { "depth", Host with { Depth = (MemoryDepth)9 } },
        { "reserved", Host with { Reserved = ByteSize.FromMiB(64) } },
        { "cpus", Host with { Cpus = 0 } },
        { "numaNodes", Host with { NumaNodes = 0 } },
        { "numaNodes", Host with { NumaNodes = 65 } },
        { "swap.size", Host with { Swap = new SwapSpec(new ByteSize(4095)) } },
        { "swap.device", Host with { Swap = Host.Swap! with { Device = null! } } },
        { "swap.readAheadPages", Host with { Swap = Host.Swap! with { ReadAheadPages = 0 } } },
        { "swap.readAheadPages", Host with { Swap = Host.Swap! with { ReadAheadPages = 513 } } },
        { "disk", Host with { Disk = null! } },
        { "disk.readLatency", Host with { Disk = new StorageSpec { ReadLatency = new SimTime(-1) } } },
        { "disk.readLatency", Host with { Disk = new StorageSpec { ReadLatency = SimTime.Never } } },
        { "disk.writeLatency", Host with { Disk = new StorageSpec { WriteLatency = new SimTime(-1) } } },
        { "disk.bytesPerSecond", Host with { Disk = new StorageSpec { BytesPerSecond = 0 } } },
        { "disk.channels", Host with { Disk = new StorageSpec { Channels = 1025 } } },
        { "disk.readFailureRate", Host with { Disk = new StorageSpec { ReadFailureRate = 1.01 } } },
        { "disk.writeFailureRate", Host with { Disk = new StorageSpec { WriteFailureRate = double.NaN } } },
        { "nic.bitsPerSecond", Host with { Nic = new NicSpec { BitsPerSecond = 0 } } },
        { "sharing.interval", Host with { Sharing = new SharingSpec { Interval = SimTime.Zero } } },
        { "sharing.pagesPerSecond", Host with { Sharing = new SharingSpec { PagesPerSecond = 0 } } },
        { "sharing.scope", Host with { Sharing = new SharingSpec { Scope = (SharingScope)9 } } },
        { "sharing.cleanScans", Host with { Sharing = new SharingSpec { CleanScans = 8 } } },
        { "sharing.maxSharers", Host with { Sharing = new SharingSpec { MaxSharers = 1 } } },
        { "sharing.largePages", Host with { Sharing = new SharingSpec { LargePages = (LargePagePolicy)9 } } },
        { "sharing.unmergeHeadroom", Host with { Sharing = new SharingSpec { UnmergeHeadroom = -0.1 } } },
        { "reclaim.states", Host with { Reclaim = new ReclaimSpec { States = (MemoryStateKind)9 } } },
        { "reclaim.interval", Host with { Reclaim = new ReclaimSpec { Interval = SimTime.Zero } } },
        { "reclaim.idleTax", Host with { Reclaim = new ReclaimSpec { IdleTax = 1 } } },
        { "reclaim.idleTax", Host with { Reclaim = new ReclaimSpec { IdleTax = 1.5 } } },
        { "reclaim.allocationInterval", Host with { Reclaim = new ReclaimSpec { AllocationInterval = SimTime.Zero } } },
        { "reclaim.samplePeriod", Host with { Reclaim = new ReclaimSpec { SamplePeriod = new SimTime(-1) } } },
        { "reclaim.samplePages", Host with { Reclaim = new ReclaimSpec { SamplePages = 0 } } },
        { "reclaim.victims", Host with { Reclaim = new ReclaimSpec { Victims = (VictimPolicyKind)9 } } },
        { "reclaim.compression.cacheShare", Host with { Reclaim = new ReclaimSpec { Compression = new() { CacheShare = 2 } } } },
        { "reclaim.compression.compressibleShare", Host with { Reclaim = new ReclaimSpec { Compression = new() { CompressibleShare = -1 } } } },
        { "reclaim.compression.compressor", Host with { Reclaim = new ReclaimSpec { Compression = new() { Compressor = (CompressorKind)9 } } } },
        { "admission.rule", Host with { Admission = new AdmissionSpec { Rule = (AdmissionPolicy)9 } } },
        { "admission.overcommitRatio", Host with { Admission = new AdmissionSpec { OvercommitRatio = 0 } } },
        { "admission.overcommitRatio", Host with { Admission = new AdmissionSpec { OvercommitRatio = double.PositiveInfinity } } },
        { "costs", Host with { Costs = (CostPreset)9 } },
        { "outOfMemory", Host with { OutOfMemory = (OutOfMemoryAction)9 } },
    };

    public static TheoryData<string, VmSpec> BadMachines => new()
    {
        { "name", Machine with { Name = "" } },
        { "memory", Machine with { Memory = default } },
        { "vcpus", Machine with { Vcpus = 0 } },
        { "vcpus", Machine with { Vcpus = 1025 } },
        { "reservation", Machine with { Reservation = ByteSize.FromMiB(65) } },
        { "limit", Machine with { Limit = new ByteSize(1) } },
        { "limit", Machine with { Limit = ByteSize.FromMiB(1), Reservation = ByteSize.FromMiB(2) } },
        { "shares", Machine with { Shares = 0 } },
        { "domain", Machine with { Domain = "" } },
        { "numaNode", Machine with { NumaNode = -1 } },
        { "numaNode", Machine with { NumaNode = 64 } },
        { "guest", Machine with { Guest = null! } },
        { "guest.image", Machine with { Guest = new GuestOsSpec { Image = "" } } },
        { "guest.kernel", Machine with { Guest = new GuestOsSpec { Kernel = ByteSize.FromMiB(64) } } },
        { "guest.imageShare", Machine with { Guest = new GuestOsSpec { ImageShare = 1.1 } } },
        { "guest.freeReserve", Machine with { Guest = new GuestOsSpec { FreeReserve = 1 } } },
        { "guest.swap", Machine with { Guest = new GuestOsSpec { Swap = ByteSize.FromTiB(16) } } },
        { "guest.disk.channels", Machine with { Guest = new GuestOsSpec { Disk = new StorageSpec { Channels = 0 } } } },
        { "guest.timeSlice", Machine with { Guest = new GuestOsSpec { TimeSlice = SimTime.Zero } } },
        { "balloon", Machine with { Balloon = null! } },
        { "balloon.behaviour", Machine with { Balloon = new BalloonSpec { Behaviour = (BalloonBehaviour)9 } } },
        { "balloon.cap", Machine with { Balloon = new BalloonSpec { Cap = 1.1 } } },
        { "balloon.pagesPerSecond", Machine with { Balloon = new BalloonSpec { PagesPerSecond = 0 } } },
        { "balloon.interval", Machine with { Balloon = new BalloonSpec { Interval = SimTime.Zero } } },
        { "asyncFaults.maxOutstanding", Machine with { AsyncFaults = new AsyncFaultSpec { MaxOutstanding = 0 } } },
        { "bootTime", Machine with { BootTime = new SimTime(-1) } },
        { "bootTime", Machine with { BootTime = SimTime.Never } },
        { "nic.bitsPerSecond", Machine with { Nic = new NicSpec { BitsPerSecond = -1 } } },
        { "workloads", Machine with { Workloads = null! } },
        { "workloads[0]", Machine with { Workloads = [null!] } },
        { "workloads[1].tasks", Machine with { Workloads = [new IdleWorkload(), new IdleWorkload { Tasks = 0 }] } },
        { "workloads[0].memory", Machine with { Workload = new UniformWorkload { Memory = ByteSize.FromMiB(65) } } },
        { "workloads[0].end", Machine with { Workload = new UniformWorkload { End = SimTime.Never } } },
        { "workloads[0].content.zeroShare", Machine with { Workload = new UniformWorkload { Content = new ContentSpec { ZeroShare = 1.5 } } } },
    };

    [Theory]
    [MemberData(nameof(BadHosts))]
    public void A_host_outside_its_ranges_is_refused_by_the_property(string path, HostSpec spec)
    {
        SpecProblems problems = new();
        SpecRules.Check(spec, problems);
        Assert.Contains(path, problems.Found.Select(static problem => problem.JsonPath));
        using Simulation simulation = new();
        string message = Assert.Throws<ArgumentException>(() => simulation.AddHost(spec)).Message;
        Assert.Contains(problems.Found[0].ToString(), message);
        Assert.Empty(simulation.Hosts);
    }

    [Theory]
    [MemberData(nameof(BadMachines))]
    public void A_machine_outside_its_ranges_is_refused_by_the_property(string path, VmSpec spec)
    {
        SpecProblems problems = new();
        SpecRules.Check(spec, problems);
        Assert.Contains(path, problems.Found.Select(static problem => problem.JsonPath));
        using Simulation simulation = new();
        SimulatedHost host = simulation.AddHost(Host);
        Assert.Throws<ArgumentException>(() => host.Define(spec));
        Assert.Empty(simulation.VirtualMachines);
    }

    [Fact]
    public void What_is_on_the_edge_is_in()
    {
        SpecRules.Check(Host with
        {
            Name = new string('x', 100),
            Memory = new ByteSize(4096),
            NumaNodes = 64,
            Cpus = 1,
            Swap = new SwapSpec(new ByteSize(4096)) { ReadAheadPages = 512, Device = new StorageSpec { BytesPerSecond = 1, Channels = 1024, ReadFailureRate = 1 } },
            Sharing = new SharingSpec { Interval = new SimTime(1), PagesPerSecond = 1, CleanScans = 7, MaxSharers = 2, UnmergeHeadroom = 1 },
            Reclaim = new ReclaimSpec { Interval = UnitText.Longest, IdleTax = 0, SamplePages = 1, Compression = new() { CacheShare = 0, CompressibleShare = 1 } },
        });
        SpecRules.Check(Machine with
        {
            Vcpus = 1024,
            Reservation = Machine.Memory,
            Limit = Machine.Memory,
            Shares = 1,
            NumaNode = 63,
            BootTime = UnitText.Longest,
            Guest = new GuestOsSpec { Kernel = default, ImageShare = 1, FreeReserve = 0, TimeSlice = new SimTime(1) },
            Balloon = new BalloonSpec { Cap = 1, PagesPerSecond = 1 },
            AsyncFaults = new AsyncFaultSpec { MaxOutstanding = 1 },
            Workload = new UniformWorkload { Memory = Machine.Memory },
        });
    }

    [Fact]
    public void All_problems_are_found_at_once()
    {
        SpecProblems problems = new();
        SpecRules.Check(Host with { Cpus = 0, NumaNodes = 0, Disk = new StorageSpec { Channels = 0, BytesPerSecond = 0 } }, problems);
        Assert.Equal(["cpus", "numaNodes", "disk.bytesPerSecond", "disk.channels"], problems.Found.Select(static problem => problem.JsonPath));
    }
}
