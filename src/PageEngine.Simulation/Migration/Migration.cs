using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>A move of a machine from one host to another, from the moment it was asked for.</summary>
/// <remarks>
/// <code>
/// pre-migration → reservation → [iterative pre-copy] → stop-and-copy → commitment │ activation → [post-copy] → completed
///                                                    the source is in charge      │ the destination is
/// </code>
/// <para>Left of the bar whatever goes wrong gives everything back: the machine runs on at the source with every write,
/// and the destination is as it was. Right of it the machine is the destination's. At every instant there is one copy
/// that can run: there is one <see cref="VirtualMachine"/>, and it has one host.</para>
/// <para>Pages are taken from the page table of the machine and from a cursor of its dirty log; what is sent is written to
/// the memory on the destination. One thread at a time, with everything else of its simulation.</para>
/// </remarks>
public sealed partial class Migration : SimulationEntity, INetworkUser
{
    /// <summary>A page with its content on the wire, beside its part of a frame.</summary>
    internal const ulong PageBytes = PageStreamMeter.BytesPerPage + Page.Size;

    /// <summary>A page of zeros on the wire, beside its part of a frame.</summary>
    internal const ulong ZeroPageBytes = PageStreamMeter.BytesPerPage;

    private const string MachineState = "machine";
    private const string ManagementState = "spec";

    private static readonly ulong HelloBytes = Measure(static meter => meter.AddHello());
    private static readonly ulong AcknowledgementBytes = Measure(static meter => meter.AddAcknowledgement());
    private static readonly ulong RequestBytes = Measure(static meter => meter.AddRequest());

    private int _flowNumber;
    private EventHandle _step;
    private EventHandle _announcement;
    private SimTime _since;
    private SimTime _stopped;
    private SimTime _drained;
    private bool _wasPaused;

    internal Migration(
        Simulation simulation, EntityId id, VirtualMachine machine, SimulatedHost source, SimulatedHost destination, MigrationMethod method)
        : base(simulation, id, $"{machine.Name} to {destination.Name} ({id.Value})")
    {
        Machine = machine;
        Source = source;
        Destination = destination;
        Method = method;
    }

    /// <summary>The machine.</summary>
    public VirtualMachine Machine { get; }

    /// <summary>The host that it leaves.</summary>
    public SimulatedHost Source { get; }

    /// <summary>The host that it goes to.</summary>
    public SimulatedHost Destination { get; }

    /// <summary>How it moves.</summary>
    public MigrationMethod Method { get; }

    /// <summary>Where the move stands.</summary>
    public MigrationStage Stage { get; private set; }

    /// <summary>Why the move failed; null when it did not.</summary>
    public string? FailureReason { get; private set; }

    /// <summary>What it has done so far.</summary>
    public MigrationReport Report { get; private set; } = new();

    /// <summary>Whether nothing more will come of it, but announcements.</summary>
    public bool IsOver => Stage >= MigrationStage.Completed;

    /// <summary>Whether the destination is in charge of the machine.</summary>
    public bool IsCommitted => Stage is >= MigrationStage.Activation and <= MigrationStage.Completed;

    /// <summary>Whether a post-copy stands still until its path is repaired.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Calls the move off: the machine runs on at the source, and the destination is as it was.</summary>
    /// <returns>Null when it is done; otherwise why not: the move is over, or the destination is in charge already.</returns>
    public Refusal? Cancel()
    {
        ThrowIfGone();
        Simulation.ThrowIfBusy();
        if (IsOver || IsCommitted)
        {
            return new Refusal(RefusalReason.TooLate, $"the move of {Machine.Name} is at stage {Stage} and cannot be called off");
        }

        Abort(MigrationStage.Cancelled, "it was called off");
        Simulation.RaiseLifecycleChanges();
        return null;
    }

    /// <summary>Takes what is scheduled for the move out of the queue.</summary>
    internal void CancelEvents()
    {
        Simulation.Cancel(_step);
        Simulation.Cancel(_dirtyPeriod);
        Simulation.Cancel(_announcement);
    }

    /// <summary>Whether the move has room at a host that does not own the machine yet.</summary>
    internal bool HoldsRoomAt(SimulatedHost host) => host == Destination && _arriving is not null && !IsCommitted;

    internal void BeginMove()
    {
        Report.Begin = Simulation.Now;
        Machine.Move = this;
        BeginAttempt();
    }

    /// <summary>The machine is about to be paused by its host: it stays where it is.</summary>
    internal void MachineStops(string reason)
    {
        if (!IsCommitted && !_isWaitingToRetry)
        {
            Abort(MigrationStage.Failed, reason);
        }
    }

    /// <summary>The machine is switched off or has crashed; its memory on the host that owns it is about to be given back.</summary>
    internal void MachineGone()
    {
        if (IsCommitted)
        {
            EndCommitted(MigrationStage.Failed, $"machine {Machine.Name} went while it was moved");
        }
        else
        {
            LetGoOfDestination();
            Finish(MigrationStage.Failed, $"machine {Machine.Name} went while it was moved");
        }
    }

    /// <inheritdoc/>
    void INetworkUser.PathsChanged()
    {
        bool isUp = Simulation.Network.IsPathUp(Source, Destination);
        if (IsOver)
        {
            if (!isUp)
            {
                BreakTunnel();
            }

            return;
        }

        if (IsCommitted)
        {
            CommittedPathChanged(isUp);
        }
        else if (!isUp && !_isWaitingToRetry)
        {
            FailOrRetry($"nothing gets from host {Source.Name} to host {Destination.Name}");
        }
    }

    internal override void Handle(in SimulationEvent happened)
    {
        if (happened.Kind == EventKind.TransferDone)
        {
            Simulation.Network.EndSend(Flow!);
            if (_load is MigrationLoad.DiskRound or MigrationLoad.DiskFrozen or MigrationLoad.DiskFollowing)
            {
                Report.DiskBytes += (ulong)happened.B;
                NoteBlocksArrived();
            }
            else
            {
                Report.Bytes += (ulong)happened.B;
            }

            WaitForReads();
            return;
        }

        switch ((MigrationStep)happened.A)
        {
            case MigrationStep.Agreed:
                Reserve();
                break;
            case MigrationStep.Reserved:
                BeginToSend();
                break;
            case MigrationStep.RoundConfirmed:
                EndRound();
                Drive();
                break;
            case MigrationStep.PagesRead:
                WaitForReads();
                break;
            case MigrationStep.Confirmed:
                Commit();
                break;
            case MigrationStep.Activated:
                Activate();
                break;
            case MigrationStep.Announces:
                Announce((int)happened.B);
                break;
            case MigrationStep.Recovered:
                GoOnFollowing();
                break;
            case MigrationStep.Unplugged:
                EndUnplugging();
                break;
            case MigrationStep.DevicesDrained:
                SendDeviceState();
                break;
            case MigrationStep.DirtyPeriod:
                EndDirtyPeriod();
                break;
            case MigrationStep.Retries:
                Retry();
                break;
            default:
                throw new InvalidOperationException($"migration {Name} has no step {happened.A}");
        }
    }

    internal override void CheckInvariants()
    {
        if (IsOver)
        {
            return;
        }

        _arriving?.CheckInvariants();
        if (Machine.Move != this || Machine.Host != (IsCommitted ? Destination : Source))
        {
            throw new InvalidOperationException($"machine {Machine.Name} is on host {Machine.Host.Name} at stage {Stage} of its move");
        }
    }

    internal override void Release()
    {
        if (Exists)
        {
            base.Release();
            _waiting?.Dispose();
            (_waiting, _arriving, _left, _cursor, _rounds, Flow) = (null, null, null, null, null, null);
            _sender = null;
        }
    }

    /// <summary>The flow, found by its number after a load: flows are loaded after whoever owns them.</summary>
    private NetworkFlow? Flow
    {
        get => field ??= _flowNumber == 0 ? null : Simulation.Network.Find(_flowNumber);
        set
        {
            field = value;
            _flowNumber = value?.Number ?? 0;
        }
    }

    private SimTime RoundTrip => Simulation.Network.RoundTrip(Source, Destination);

    private void ScheduleStep(SimTime delay, MigrationStep step) =>
        _step = ScheduleIn(delay, EventKind.MigrationStep, (long)step);

    private static ulong Measure(Action<PageStreamMeter> add)
    {
        PageStreamMeter meter = new();
        add(meter);
        return meter.Bytes;
    }

    private void SetStage(MigrationStage stage)
    {
        MigrationStage before = Stage;
        Stage = stage;
        Tell(EventKind.MigrationStageChanged, (long)before, (long)stage);
    }

    /// <summary>The time since this was last asked, for the parts of the downtime.</summary>
    private SimTime Lap()
    {
        SimTime lap = Simulation.Now - _since;
        _since = Simulation.Now;
        return lap;
    }
}
