namespace PageEngine.Simulation;

/// <summary>What an access to a page took: filled in by everybody whom the access passes.</summary>
/// <remarks>
/// The effects of an access are there when it returns; the times say when whoever did it may go on. So two accesses never
/// meet in the middle of one, and the state can be saved between any two events.
/// </remarks>
public record struct AccessOutcome
{
    /// <summary>Processor time that the access took, beside the work of the task, in nanoseconds.</summary>
    public long CpuNanoseconds { get; set; }

    /// <summary>When the host's own devices have done their part; <see cref="SimTime.Zero"/> when they have none.</summary>
    /// <remarks>A processor stalls until then, unless the guest has asynchronous page faults.</remarks>
    public SimTime HostReady { get; set; }

    /// <summary>When the guest's devices have done their part; <see cref="SimTime.Zero"/> when they have none.</summary>
    /// <remarks>The task waits until then; the processor takes another one.</remarks>
    public SimTime GuestReady { get; set; }

    /// <summary>What stood in the way.</summary>
    public FaultKinds Faults { get; set; }

    /// <summary>Why the access could not be carried out.</summary>
    public AccessFailure Failure { get; set; }

    /// <summary>Whether the access was carried out.</summary>
    public readonly bool Succeeded => Failure == AccessFailure.None;

    internal void WaitForHost(SimTime ready) => HostReady = SimTime.Max(HostReady, ready);

    internal void WaitForGuest(SimTime ready) => GuestReady = SimTime.Max(GuestReady, ready);
}
