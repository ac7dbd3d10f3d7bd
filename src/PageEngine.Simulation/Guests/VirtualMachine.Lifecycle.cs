namespace PageEngine.Simulation;

/// <content>The life of a machine: each step either is legal and happens, or is refused and changes nothing.</content>
public sealed partial class VirtualMachine
{
    private EventHandle _lifecycleStep;
    private BackingStore? _image;

    /// <summary>Starts the machine: it takes memory, boots, and then runs its tasks.</summary>
    /// <returns>Null when it starts; otherwise why not.</returns>
    /// <exception cref="ObjectDisposedException">The machine is gone.</exception>
    public Refusal? Start()
    {
        Enter();
        if (Refuse(VmState.Starting) is { } wrong)
        {
            return wrong;
        }

        if (Host.RefuseAdmission(Spec) is { } refusal)
        {
            return refusal;
        }

        CrashReason = null;
        MemoryOnHost = Host.Attach(this);
        ChangeState(VmState.Starting);
        BeginBoot();
        return Done();
    }

    /// <summary>Stops the processors; memory and devices stay.</summary>
    /// <returns>Null when it is done; otherwise why not.</returns>
    /// <exception cref="ObjectDisposedException">The machine is gone.</exception>
    public Refusal? Pause()
    {
        Enter();
        if (!VmTransitions.Runs(State))
        {
            return WrongState("pause");
        }

        if (RefuseWhileMoving(VmState.Paused) is { } busy)
        {
            return busy;
        }

        PauseNow();
        return Done();
    }

    /// <summary>Lets the processors of a paused machine run again.</summary>
    /// <returns>Null when it is done; otherwise why not.</returns>
    /// <exception cref="ObjectDisposedException">The machine is gone.</exception>
    public Refusal? Resume()
    {
        Enter();
        if (State != VmState.Paused)
        {
            return WrongState("resume");
        }

        ChangeState(VmState.Running);
        _balloonPolicy?.RestartClock(Simulation.Now.Nanoseconds);
        KickIdleVcpus();
        return Done();
    }

    /// <summary>Stops the processors and writes the memory to the host's disk; then the machine holds no frames.</summary>
    /// <remarks>
    /// It takes as long as the disk needs. Pages on the swap device stay there. When the disk fails, the machine is paused
    /// in the end and has its memory.
    /// </remarks>
    /// <returns>Null when it has begun; otherwise why not.</returns>
    /// <exception cref="ObjectDisposedException">The machine is gone.</exception>
    public Refusal? SuspendToDisk()
    {
        Enter();
        if (Refuse(VmState.Suspending) is { } wrong)
        {
            return wrong;
        }

        StopVcpus();
        ChangeState(VmState.Suspending);
        ulong bytes = (MemoryOnHost!.Resident + MemoryOnHost.Compressed) << Page.Shift;
        bool isWritten = Host.TryRequestDisk(bytes, isWrite: true, out SimTime done);
        ScheduleStep(done, isWritten ? VmState.Suspended : VmState.Paused);
        return Done();
    }

    /// <summary>Reads the memory of a suspended machine from the disk and lets it run on.</summary>
    /// <remarks>When the disk fails, or the host has too few frames, the machine stays suspended and can be tried again.</remarks>
    /// <returns>Null when it has begun; otherwise why not.</returns>
    /// <exception cref="ObjectDisposedException">The machine is gone.</exception>
    public Refusal? ResumeFromDisk()
    {
        Enter();
        if (Refuse(VmState.Resuming) is { } wrong)
        {
            return wrong;
        }

        if (Host.RefuseAdmission(Spec) is { } refusal)
        {
            return refusal;
        }

        Host.ReserveOverhead();
        ChangeState(VmState.Resuming);
        bool isRead = Host.TryRequestDisk(ImageBytes, isWrite: false, out SimTime done);
        ScheduleStep(done, isRead ? VmState.Running : VmState.Suspended);
        return Done();
    }

    /// <summary>Gives up a step that takes time: a boot, a suspend, a resume.</summary>
    /// <remarks>
    /// What the step had taken is given back. A machine that was booting is stopped, one that was being suspended is paused,
    /// and one that was being resumed is suspended as before.
    /// </remarks>
    /// <returns>Null when it is done; otherwise why not.</returns>
    /// <exception cref="ObjectDisposedException">The machine is gone.</exception>
    public Refusal? Cancel()
    {
        Enter();
        switch (State)
        {
            case VmState.Starting:
                LetGo();
                ChangeState(VmState.Stopped);
                return Done();
            case VmState.Suspending:
                Simulation.Cancel(_lifecycleStep);
                ChangeState(VmState.Paused);
                return Done();
            case VmState.Resuming:
                Simulation.Cancel(_lifecycleStep);
                Host.ReleaseOverhead();
                ChangeState(VmState.Suspended);
                return Done();
            default:
                return WrongState("cancel a step: none is under way");
        }
    }

    /// <summary>Switches the machine off; its memory is gone and it can be started again.</summary>
    /// <returns>Null when it is done; otherwise why not.</returns>
    /// <exception cref="ObjectDisposedException">The machine is gone.</exception>
    public Refusal? Stop()
    {
        Enter();
        if (Refuse(VmState.Stopped) is { } wrong)
        {
            return wrong;
        }

        LetGo();
        ChangeState(VmState.Stopped);
        return Done();
    }

    /// <summary>Takes the machine out of the simulation.</summary>
    /// <returns>Null when it is done; otherwise why not.</returns>
    /// <exception cref="ObjectDisposedException">The machine is gone.</exception>
    public Refusal? Destroy()
    {
        Enter();
        if (Refuse(VmState.Destroyed) is { } wrong)
        {
            return wrong;
        }

        LetGo();
        ChangeState(VmState.Destroyed);
        Host.Remove(this);
        Simulation.RemoveMachine(this);
        return Done();
    }

    internal void PauseNow()
    {
        Move?.MachineStops($"machine {Name} was paused by its host");
        StopVcpus();
        ChangeState(VmState.Paused);
    }

    /// <summary>Ends the machine by a failure.</summary>
    internal void CrashNow(string reason)
    {
        LetGo();
        CrashReason = reason;
        ChangeState(VmState.Crashed);
    }

    private void Enter()
    {
        ThrowIfGone();
        Simulation.ThrowIfBusy();
    }

    /// <summary>Ends a call that changed the machine: the books are right, so others may look.</summary>
    private Refusal? Done()
    {
        Simulation.RaiseLifecycleChanges();
        return null;
    }

    private Refusal? Refuse(VmState to) =>
        !VmTransitions.IsLegal(State, to) ? WrongState($"become {to}") : RefuseWhileMoving(to);

    private Refusal WrongState(string what) =>
        new(RefusalReason.WrongState, $"machine {Name} is {State} and cannot {what}");

    private void ChangeState(VmState to)
    {
        VmState before = State;
        State = to;
        AdvanceDisks();
        Simulation.TellLifecycle(this, before, to);
    }

    private void ScheduleStep(SimTime time, VmState to) =>
        _lifecycleStep = Simulation.Schedule(time, 0, EventKind.LifecycleStep, Id, (long)to, 0);

    private void HandleLifecycleStep(VmState to)
    {
        switch (State, to)
        {
            case (VmState.Starting, VmState.Running):
                GoOnBooting();
                break;
            case (VmState.Suspending, VmState.Suspended):
                FinishSuspending();
                break;
            case (VmState.Suspending, VmState.Paused):
                ChangeState(VmState.Paused);
                break;
            case (VmState.Resuming, VmState.Suspended):
                Host.ReleaseOverhead();
                ChangeState(VmState.Suspended);
                break;
            case (VmState.Resuming, VmState.Running):
                FinishResuming();
                break;
            default:
                throw new InvalidOperationException($"machine {Name} is {State} and was to become {to}");
        }
    }

    /// <summary>Gives everything back that the machine holds, on its host and in the event queue.</summary>
    private void LetGo()
    {
        Move?.MachineGone();
        Simulation.Cancel(_lifecycleStep);
        StopVcpus();
        foreach (AsyncFaultTable.Entry entry in _outstanding.TakeAll())
        {
            Simulation.Cancel(entry.Ready);
        }

        foreach (GuestTask task in _tasks)
        {
            Simulation.Cancel(task.WakeUp);
        }

        foreach (Vcpu vcpu in _vcpus)
        {
            TakeOff(vcpu);
            vcpu.OutstandingFaults = 0;
            vcpu.BusyUntil = SimTime.Zero;
        }

        _tasks.Clear();
        StopTicks();
        IsBlocked = false;
        _image?.Dispose();
        _image = null;
        if (MemoryOnHost is not null)
        {
            MemoryOnHost.Release();
            Host.Detach(this, holdsOverhead: VmTransitions.HoldsMemory(State));
        }

        MemoryOnHost = null;
        GuestOs = null;
        BalloonDriver = null;
    }
}
