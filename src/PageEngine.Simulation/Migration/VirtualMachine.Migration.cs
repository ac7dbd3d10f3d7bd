using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <content>Moving to another host.</content>
public sealed partial class VirtualMachine
{
    private const int MostThrottle = 99;

    private int _throttlePercent;

    /// <summary>The move that the machine is in; null when there is none.</summary>
    public Migration? Move { get; internal set; }

    /// <summary>Whether the processors stand still because the machine is between two hosts.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>The part of the time that processors are held to slow the guest down, 0 to 99 %.</summary>
    public int ThrottlePercent
    {
        get => _throttlePercent;
        internal set
        {
            _throttlePercent = value;
            AdvanceDisks();
        }
    }

    /// <summary>Whether processors of the machine could run at this moment.</summary>
    public bool IsRunnable => VmTransitions.Runs(State) && !IsHeld;

    /// <summary>Begins to move the machine to another host.</summary>
    /// <remarks>The machine stays the same object; <see cref="Host"/> changes when the move is committed.</remarks>
    /// <param name="destination">The other host.</param>
    /// <param name="method">How.</param>
    /// <exception cref="ArgumentException">The method makes no sense, or the host is of another simulation.</exception>
    /// <exception cref="InvalidOperationException">The move is refused; the message says why.</exception>
    public Migration MigrateTo(SimulatedHost destination, MigrationMethod method) =>
        TryMigrateTo(destination, method, out Refusal? refusal) ?? throw new InvalidOperationException(refusal!.Text);

    /// <summary>Begins to move the machine to another host.</summary>
    /// <param name="destination">The other host.</param>
    /// <param name="method">How.</param>
    /// <param name="refusal">Why it does not move; null when it does.</param>
    /// <returns>The move; null when it is refused, and nothing was changed then.</returns>
    /// <exception cref="ArgumentException">The method makes no sense, or the host is of another simulation.</exception>
    public Migration? TryMigrateTo(SimulatedHost destination, MigrationMethod method, out Refusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(method);
        Enter();
        if (destination.Simulation != Simulation || !destination.Exists)
        {
            throw new ArgumentException("the destination is not a host of this simulation", nameof(destination));
        }

        if (method.FindMistake() is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(method));
        }

        refusal = RefuseMove(destination, method);
        return refusal is null ? Simulation.AddMigration(this, destination, method) : null;
    }

    /// <summary>Takes note of a move; the processors of a machine that stands still go on doing so.</summary>
    internal void BeginMove()
    {
        IsHeld = State == VmState.Paused;
        ChangeState(VmState.MigratingOut);
    }

    /// <summary>Stops the processors for the move.</summary>
    internal void Hold()
    {
        IsHeld = true;
        AdvanceDisks();
        StopVcpus();
    }

    /// <summary>Lets the processors run again, unless the machine was paused.</summary>
    internal void LetRun(VmState state)
    {
        IsHeld = false;
        AdvanceDisks();
        if (State != state)
        {
            ChangeState(state);
        }

        KickIdleVcpus();
    }

    /// <summary>Makes the machine belong to another host, where its memory is.</summary>
    internal void Settle(SimulatedHost destination, PagedMemory? memory)
    {
        SimulatedHost source = Host;
        source.Remove(this);
        Host = destination;
        if (memory is not null)
        {
            memory.TakeDiskFrom(Paged!);
            MemoryOnHost = memory;
            GuestOs!.MoveTo(memory);
            GuestOs.AvoidDoublePaging = destination.Spec.Reclaim.AvoidDoublePaging;
            memory.Now = Simulation.Now;
            Simulation.Cancel(_workingSetTick);
            _workingSet = new WorkingSetEstimator(
                Spec.Memory.Pages, new WorkingSetOptions { SamplePages = destination.Spec.Reclaim.SamplePages });
            BeginSample();

            // Nobody on the new host knows of faults that are outstanding on the old one.
            WakeAllFaulted();
        }

        destination.Add(this);
        source.DivideMemory();
    }

    private Refusal? RefuseMove(SimulatedHost destination, MigrationMethod method)
    {
        bool isCold = method is Cold;
        bool isOff = State is VmState.Defined or VmState.Stopped;
        if (Move is not null)
        {
            return new Refusal(RefusalReason.AlreadyMigrating, $"machine {Name} is being moved already");
        }

        if (isCold ? !isOff : State is not (VmState.Running or VmState.Paused))
        {
            return WrongState(isCold ? "be moved cold: that is for machines that are switched off" : "be moved");
        }

        if (destination == Host)
        {
            return new Refusal(RefusalReason.SameHost, $"machine {Name} is on host {Host.Name} already");
        }

        if (destination.Spec.Depth == MemoryDepth.Rate != (Host.Spec.Depth == MemoryDepth.Rate)
            || (!isCold && Paged is null))
        {
            return new Refusal(
                RefusalReason.IncompatibleHosts,
                $"hosts {Host.Name} and {destination.Name} do not both keep pages, and only pages can be moved");
        }

        if (destination.HasFailed || Host.HasFailed)
        {
            return new Refusal(RefusalReason.NoHost, $"host {(Host.HasFailed ? Host : destination).Name} has failed");
        }

        if (!Simulation.Network.IsPathUp(Host, destination))
        {
            return new Refusal(RefusalReason.NoPath, $"nothing gets from host {Host.Name} to host {destination.Name}");
        }

        return RefuseByHardware()
            ?? RefuseByFeatures(method)
            ?? (isCold ? null : destination.RefuseArrival(Spec, Paged!.ContentPages));
    }

    private Refusal? RefuseByHardware()
    {
        foreach (DeviceSpec device in Spec.Devices)
        {
            if (device.Kind == DeviceKind.PassThrough)
            {
                return new Refusal(
                    RefusalReason.DeviceCannotMove, $"machine {Name} uses device {device.Name} of host {Host.Name} itself");
            }
        }

        return null;
    }

    private static Refusal? RefuseByFeatures(MigrationMethod method)
    {
        IReadOnlyList<FeatureRule> broken = FeatureCompatibility.Check([.. method.Features]);
        if (broken.Count == 0)
        {
            return null;
        }

        FeatureRule rule = broken[0];
        string how = rule.Kind == FeatureRuleKind.Requires ? "needs" : "does not go with";
        return new Refusal(RefusalReason.IncompatibleFeatures, $"{rule.Feature} {how} {rule.Other}: {rule.Reason} ({rule.Source})");
    }

    private Refusal? RefuseWhileMoving(VmState to)
    {
        bool isBusy = Move is not null
            && (to is VmState.Starting or VmState.Suspending or VmState.Resuming || State == VmState.MigratingOut);
        return isBusy && to is not (VmState.Stopped or VmState.Destroyed or VmState.Crashed)
            ? WrongState($"become {to} while it is being moved")
            : null;
    }

    /// <summary>How long a processor is held after it ran for a while: p parts of 100 of the time in all.</summary>
    private SimTime ThrottlePause(SimTime ran) =>
        ThrottlePercent == 0 ? SimTime.Zero : new SimTime(ran.Nanoseconds * ThrottlePercent / (100 - ThrottlePercent));
}
