namespace PageEngine.Simulation;

/// <summary>What happens at an event. The doc of each kind says what its two numbers mean.</summary>
/// <remarks>
/// Kinds below <see cref="LifecycleChanged"/> are scheduled and move the simulation; the others tell observers what
/// came of it, at the same moment.
/// </remarks>
public enum EventKind : byte
{
    /// <summary>A timer of the embedding program; both numbers are its own.</summary>
    Timer = 0,

    /// <summary>A virtual processor runs for a slice. A: its number.</summary>
    VcpuSlice = 1,

    /// <summary>A task that slept or waited for the guest's own devices can run. A: its number.</summary>
    TaskWakes = 2,

    /// <summary>A page that a task waited for is there. A: the number of the outstanding fault.</summary>
    PageReady = 3,

    /// <summary>A step of the life cycle that took time has ended. A: the state that it leads to.</summary>
    LifecycleStep = 4,

    /// <summary>The host looks at its free memory and reclaims.</summary>
    ReclaimTick = 5,

    /// <summary>The page sharer scans for a while.</summary>
    SharingTick = 6,

    /// <summary>The host divides its memory anew between the machines.</summary>
    AllocationTick = 7,

    /// <summary>The balloon driver of a guest moves towards its target.</summary>
    BalloonTick = 8,

    /// <summary>The host takes a sample of a machine's pages to estimate its working set.</summary>
    WorkingSetTick = 9,

    /// <summary>A machine of <see cref="MemoryDepth.Rate"/> brings its rates up to date.</summary>
    RateTick = 10,

    /// <summary>Series are sampled for results.</summary>
    SampleTick = 11,

    /// <summary>A device has finished a request that nobody waits for. A: pages.</summary>
    DeviceDone = 12,

    /// <summary>What a migration sent has crossed the network. A: the number of the flow, B: the bytes.</summary>
    TransferDone = 16,

    /// <summary>A step of a migration that took time has ended. A: which, for the migration itself.</summary>
    MigrationStep = 17,

    /// <summary>A machine changed its state. A: the old one, B: the new one.</summary>
    LifecycleChanged = 64,

    /// <summary>A host's memory state changed. A: the old one, B: the new one.</summary>
    MemoryStateChanged = 65,

    /// <summary>A virtual processor touched a page that the host must fetch. A: the page, B: nanoseconds until it is there.</summary>
    HostFault = 66,

    /// <summary>A guest fetched a page from its own swap or disk. A: the page, B: nanoseconds until it is there.</summary>
    GuestFault = 67,

    /// <summary>A balloon changed. A: pages in it before, B: pages in it now.</summary>
    BalloonChanged = 68,

    /// <summary>The host took pages from a machine. A: pages compressed, B: pages written to swap.</summary>
    PagesReclaimed = 69,

    /// <summary>A scan of the sharer ended. A: pages visited, B: frames freed.</summary>
    SharingScanned = 70,

    /// <summary>A guest ran out of memory and ended a task. A: its number.</summary>
    GuestOutOfMemory = 71,

    /// <summary>A host ran out of memory. A: the page that could not be served.</summary>
    HostOutOfMemory = 72,

    /// <summary>A device failed a request. A: the kind of the request, B: pages.</summary>
    DeviceFailed = 73,

    /// <summary>A balloon driver refuses or stalls. A: pages wanted, B: pages given.</summary>
    BalloonStalled = 74,

    /// <summary>A task has done all its work. A: its number.</summary>
    TaskEnded = 75,

    /// <summary>A migration came to another stage. A: the old one, B: the new one.</summary>
    MigrationStageChanged = 80,

    /// <summary>A round of a migration ended. A: pages sent in it, B: pages that wait after it.</summary>
    MigrationRoundEnded = 81,

    /// <summary>A machine that has moved announced itself on its new port. A: which announcement, from 0.</summary>
    MachineAnnounced = 82,

    /// <summary>A link went down or came up. A: 1 when it is up.</summary>
    LinkChanged = 83,

    /// <summary>A host failed or came back. A: 1 when it is there.</summary>
    HostChanged = 84,
}
