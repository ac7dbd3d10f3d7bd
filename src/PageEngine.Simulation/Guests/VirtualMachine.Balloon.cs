namespace PageEngine.Simulation;

/// <content>The balloon and the working-set sample of a machine, both as the host uses them.</content>
public sealed partial class VirtualMachine
{
    private BalloonPolicy? _balloonPolicy;
    private WorkingSetEstimator? _workingSet;
    private RandomStream _sampleRandom;
    private EventHandle _balloonTick;
    private EventHandle _workingSetTick;
    private EventHandle _rateTick;
    private ulong? _balloonByHand;

    /// <summary>The pages in the balloon.</summary>
    public ulong BalloonPages => BalloonDriver?.Size ?? Rate?.BalloonPages ?? 0;

    /// <summary>The pages that the balloon is asked to hold.</summary>
    public ulong BalloonTargetPages => _balloonPolicy?.TargetPages ?? 0;

    /// <summary>How the balloon does, as the host sees it.</summary>
    public BalloonStatus BalloonStatus => _balloonPolicy?.Status ?? BalloonStatus.Absent;

    /// <summary>The pages of the machine that the host believes to be in use.</summary>
    public ulong WorkingSetPages => _workingSet?.ActivePages ?? 0;

    /// <summary>The pages that the machine is entitled to.</summary>
    public ulong EntitlementPages { get; internal set; }

    /// <summary>Whether the machine has frames that the host could take.</summary>
    internal bool HoldsFrames => MemoryOnHost is not null && VmTransitions.HoldsMemory(State);

    /// <summary>The pages that the machine holds beyond its entitlement.</summary>
    internal ulong ExcessPages =>
        MemoryOnHost is null ? 0 : PageArithmetic.SubtractOrZero(MemoryOnHost.Resident, EntitlementPages);

    /// <summary>The pages outside the balloon that the host never gave or has back: those the balloon takes for nothing.</summary>
    internal ulong UnbackedPages => MemoryOnHost is not { } memory
        ? 0
        : PageArithmetic.SubtractOrZero(Spec.Memory.Pages, BalloonPages + memory.Resident + memory.Zero + memory.Swapped + memory.Compressed);

    /// <summary>Whether somebody chose the size of the balloon, so that the host does not.</summary>
    internal bool IsBalloonByHand => _balloonByHand is not null;

    /// <summary>Chooses the size of the balloon, which is the host's choice otherwise.</summary>
    /// <remarks>The driver moves towards it at its pace and up to its cap; the choice lasts until the machine stops.</remarks>
    /// <param name="target">The memory that the balloon is to take from the guest; null to let the host choose again.</param>
    /// <returns>Null when it is done; otherwise why not.</returns>
    /// <exception cref="ObjectDisposedException">The machine is gone.</exception>
    public Refusal? SetBalloon(ByteSize? target)
    {
        Enter();
        if (_balloonPolicy is null)
        {
            return WrongState("have a balloon");
        }

        if (!Spec.Balloon.Enabled)
        {
            return new Refusal(RefusalReason.NoBalloon, $"machine {Name} has no balloon driver");
        }

        _balloonByHand = target?.Pages;
        SteerBalloon(BalloonPages);
        return null;
    }

    /// <summary>The pages that the balloon keeps from the machine although it is entitled to them.</summary>
    internal ulong OwedPages =>
        MemoryOnHost is null ? 0 : Math.Min(BalloonPages, PageArithmetic.SubtractOrZero(EntitlementPages, MemoryOnHost.Resident));

    /// <summary>Asks the balloon for a size, as the host does; the policy bounds what is asked.</summary>
    internal void SteerBalloon(ulong wantedPages)
    {
        if (_balloonPolicy is null || !VmTransitions.Runs(State) || IsHeld || MemoryOnHost is null)
        {
            return;
        }

        BalloonStatus before = _balloonPolicy.Status;
        _balloonPolicy.Observe(BalloonPages, Simulation.Now.Nanoseconds);
        BalloonRequest request = new(Spec.Memory.Pages, BalloonPages, _balloonByHand ?? wantedPages)
        {
            MinGuestPages = Spec.Reservation.Pages,
            ActivePages = WorkingSetPages,
            Statistics = ReportedStatistics(),
            HasNoDriver = !Spec.Balloon.Enabled,
        };
        _balloonPolicy.Decide(request, Simulation.Now.Nanoseconds);
        if (_balloonPolicy.Status is BalloonStatus.Stalled or BalloonStatus.Refusing && before != _balloonPolicy.Status)
        {
            Tell(EventKind.BalloonStalled, (long)_balloonPolicy.TargetPages, (long)BalloonPages);
        }

        if (BalloonDriver is { } driver)
        {
            driver.SetTarget(_balloonPolicy.TargetPages);
            if (driver.IsBusy && !Simulation.IsPending(_balloonTick))
            {
                _balloonTick = ScheduleIn(Spec.Balloon.Interval, EventKind.BalloonTick);
            }
        }

        Rate?.SetBalloonTarget(_balloonPolicy.TargetPages);
    }

    private GuestMemoryStatistics? ReportedStatistics()
    {
        if (BalloonDriver is not { } driver)
        {
            return null;
        }

        GuestStatistics report = driver.ReportedStatistics;
        return new GuestMemoryStatistics
        {
            TotalPages = Spec.Memory.Pages - report.Ballooned,
            FreePages = report.Free,
            AvailablePages = report.Available,
            AtNanoseconds = Simulation.Now.Nanoseconds,
        };
    }

    private void HandleBalloonTick()
    {
        if (BalloonDriver is not { } driver || Paged is not { } paged)
        {
            return;
        }

        if (!VmTransitions.Runs(State) || IsHeld)
        {
            // A guest that stands still moves nothing; the next request starts the driver again.
            return;
        }

        AccessOutcome outcome = default;
        paged.Now = Simulation.Now;
        ulong before = driver.Size;
        driver.Step(Spec.Balloon.Interval, ref outcome);
        Counters.BusyNanoseconds += outcome.CpuNanoseconds;
        if (driver.IsBusy)
        {
            _balloonTick = ScheduleIn(Spec.Balloon.Interval, EventKind.BalloonTick);
        }

        if (driver.Size != before)
        {
            Tell(EventKind.BalloonChanged, (long)before, (long)driver.Size);
        }
    }

    private void StartTicks()
    {
        MakePolicies();
        BeginSample();
        if (Rate is not null)
        {
            _rateTick = ScheduleIn(Host.Spec.Reclaim.Interval, EventKind.RateTick);
        }
    }

    private void MakePolicies()
    {
        _balloonPolicy = new BalloonPolicy(new BalloonOptions
        {
            MaxShare = Spec.Balloon.Cap,
            InflatePagesPerSecond = (ulong)Spec.Balloon.PagesPerSecond,
            DeflatePagesPerSecond = (ulong)Spec.Balloon.PagesPerSecond,
        });
        _workingSet = new WorkingSetEstimator(
            Spec.Memory.Pages, new WorkingSetOptions { SamplePages = Host.Spec.Reclaim.SamplePages });
        _sampleRandom = StreamFor("working-set sample");
    }

    private void StopTicks()
    {
        Simulation.Cancel(_balloonTick);
        Simulation.Cancel(_workingSetTick);
        Simulation.Cancel(_rateTick);
        _balloonPolicy = null;
        _balloonByHand = null;
        _workingSet = null;
    }

    private void BeginSample()
    {
        _workingSetTick = ScheduleIn(Host.Spec.Reclaim.SamplePeriod, EventKind.WorkingSetTick);
        if (Paged is { } paged)
        {
            _workingSet!.BeginPeriod(limit => _sampleRandom.Below(limit));
            paged.BeginSample(_workingSet.SampledPages);
        }
    }

    private void HandleWorkingSetTick()
    {
        if (Paged is { } paged)
        {
            foreach (ulong page in _workingSet!.SampledPages)
            {
                if (paged.WasTouched(page))
                {
                    _workingSet.Touch(new GuestFrameNumber(page));
                }
            }

            _workingSet.EndPeriod();
        }
        else
        {
            _workingSet!.EndPeriod(Rate!.WorkingSetPages);
        }

        BeginSample();
    }
}
