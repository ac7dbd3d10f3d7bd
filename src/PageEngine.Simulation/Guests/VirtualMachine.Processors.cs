using System.Diagnostics;

namespace PageEngine.Simulation;

/// <content>Processors and tasks: who runs, for how long, and who waits for what.</content>
public sealed partial class VirtualMachine
{
    private readonly Vcpu[] _vcpus;
    private readonly List<GuestTask> _tasks = [];
    private readonly AsyncFaultTable _outstanding = new();

    /// <summary>The tasks that have not ended.</summary>
    public int LiveTasks => _tasks.Count(task => task.State != TaskState.Ended);

    /// <summary>The work that tasks of one workload have done: the accesses that they made.</summary>
    /// <param name="workload">The index of the workload in <see cref="VmSpec.Workloads"/>.</param>
    public ulong WorkOf(int workload)
    {
        WorkloadSpec spec = Spec.Workloads[workload];
        ulong work = 0;
        foreach (GuestTask task in _tasks)
        {
            work += ReferenceEquals(task.Spec, spec) ? task.Accesses : 0;
        }

        return work;
    }

    /// <summary>The accesses of each task, for tests.</summary>
    internal IEnumerable<ulong> TaskWork => _tasks.Select(static task => task.Accesses);

    /// <summary>The asynchronous faults that are outstanding.</summary>
    public int OutstandingFaults => _outstanding.Count;

    /// <summary>Whether the host holds the processors back because its memory is low.</summary>
    internal bool IsBlocked { get; private set; }

    /// <summary>The processors that have a task at this moment.</summary>
    internal int BusyVcpus { get; private set; }

    /// <summary>Lets processors that have nothing to do take tasks that could run.</summary>
    private void KickIdleVcpus()
    {
        if (!VmTransitions.Runs(State) || IsBlocked || IsHeld)
        {
            return;
        }

        foreach (Vcpu vcpu in _vcpus)
        {
            if (Simulation.IsPending(vcpu.Slice))
            {
                continue;
            }

            if (!vcpu.HasTask && PickTask() is { } next)
            {
                Assign(vcpu, next);
            }

            if (vcpu.HasTask)
            {
                ScheduleSlice(vcpu, SimTime.Max(Simulation.Now, vcpu.BusyUntil));
            }
        }
    }

    internal void SetBlocked(bool isBlocked)
    {
        if (IsBlocked == isBlocked)
        {
            return;
        }

        IsBlocked = isBlocked;
        AdvanceDisks();
        if (isBlocked)
        {
            StopVcpus();
        }
        else
        {
            KickIdleVcpus();
        }
    }

    private void StopVcpus()
    {
        foreach (Vcpu vcpu in _vcpus)
        {
            Simulation.Cancel(vcpu.Slice);
        }
    }

    private void RunSlice(Vcpu vcpu)
    {
        SimTime clock = Simulation.Now;
        SimTime end = clock + Spec.Guest.TimeSlice;
        Paged?.Watch?.SetVcpu(vcpu.Number);
        while (clock < end && VmTransitions.Runs(State) && Simulation.PendingDecision is null)
        {
            if (!vcpu.HasTask)
            {
                if (PickTask() is not { } next)
                {
                    break;
                }

                Assign(vcpu, next);
            }

            clock = RunTask(vcpu, _tasks[vcpu.Task], clock, end);
        }

        if (!VmTransitions.HoldsMemory(State))
        {
            return;
        }

        SimTime pause = ThrottlePause(clock - Simulation.Now);
        Counters.ThrottledNanoseconds += pause.Nanoseconds;
        clock += pause;
        vcpu.BusyUntil = clock;
        if (!VmTransitions.Runs(State))
        {
            return;
        }

        YieldIfOthersWait(vcpu);
        if ((vcpu.HasTask || HasRunnableTask()) && !Simulation.IsPending(vcpu.Slice))
        {
            ScheduleSlice(vcpu, SimTime.Max(clock, Simulation.Now));
        }
    }

    /// <summary>Runs a task until the slice is over or the task waits, and returns the time reached.</summary>
    private SimTime RunTask(Vcpu vcpu, GuestTask task, SimTime clock, SimTime end)
    {
        SimTime begin = clock;
        long stalled = 0;
        double stretch = Host.ProcessorStretch;
        while (clock < end && vcpu.HasTask)
        {
            if (IsOver(task, clock) || !task.TryPeek(clock - task.Began, GuestOs!, out PageAccess step))
            {
                EndTask(vcpu, task);
                break;
            }

            if (step.Kind == PageAccessKind.Sleep)
            {
                task.Advance();
                Wait(vcpu, task, clock + new SimTime(step.Nanoseconds));
                break;
            }

            long work = (long)(step.Nanoseconds * stretch);
            if (clock.Nanoseconds + work > end.Nanoseconds)
            {
                long done = (end - clock).Nanoseconds * step.Nanoseconds / Math.Max(work, 1);
                task.Keep(step with { Nanoseconds = step.Nanoseconds - done });
                clock = end;
                break;
            }

            clock += new SimTime(work);
            AccessOutcome outcome = Carry(task, step, clock);
            clock += new SimTime(outcome.CpuNanoseconds) + SleepForFullRing();
            if (outcome.Failure != AccessFailure.None)
            {
                clock = SimTime.Max(clock, outcome.HostReady);
                clock = HandleFailure(vcpu, task, step, outcome.Failure, clock);
                break;
            }

            Count(task, step);
            clock = WaitFor(vcpu, task, step, outcome, clock, ref stalled);
        }

        long ran = (clock - begin).Nanoseconds;
        task.ChargedNanoseconds += ran;
        Counters.BusyNanoseconds += ran - stalled;
        Counters.StallNanoseconds += stalled;
        return clock;
    }

    /// <summary>What the processor sleeps because its dirty ring was full and a limit holds.</summary>
    private SimTime SleepForFullRing()
    {
        if (Paged?.Watch?.Limited is not { } rings)
        {
            return SimTime.Zero;
        }

        SimTime sleep = rings.TakeSleep();
        Counters.ThrottledNanoseconds += sleep.Nanoseconds;
        Counters.BusyNanoseconds -= sleep.Nanoseconds;
        return sleep;
    }

    private static bool IsOver(GuestTask task, SimTime clock) =>
        task.Spec.End is { } end && clock - task.Began >= end - task.Spec.Begin;

    /// <summary>Makes one access of a task.</summary>
    private AccessOutcome Carry(GuestTask task, in PageAccess step, SimTime clock)
    {
        AccessOutcome outcome = default;
        if (step.Kind == PageAccessKind.Compute)
        {
            return outcome;
        }

        Paged!.Now = clock;
        PageToken content = step.Kind != PageAccessKind.Write ? default
            : step.Content != 0 ? new PageToken(step.Content)
            : task.Content.Next(step.Page);
        GuestOs!.Access(task.Region, step.Page, step.Kind, content, ref outcome);
        return outcome;
    }

    private void Count(GuestTask task, in PageAccess step)
    {
        task.Accesses++;
        Counters.Accesses++;
        if (step.Count > 1)
        {
            task.Keep(step with { Page = step.Page + 1, Count = step.Count - 1, Nanoseconds = 0 });
        }
        else
        {
            task.Advance();
        }
    }

    /// <summary>Lets a task wait for what its access needs; a stall passes on the processor.</summary>
    private SimTime WaitFor(
        Vcpu vcpu, GuestTask task, in PageAccess step, in AccessOutcome outcome, SimTime clock, ref long stalled)
    {
        if (outcome.HostReady > clock)
        {
            Tell(EventKind.HostFault, step.Page, (outcome.HostReady - clock).Nanoseconds);
            if (Spec.AsyncFaults is { } async && vcpu.OutstandingFaults < async.MaxOutstanding)
            {
                WaitForPage(vcpu, task, step.Page, SimTime.Max(outcome.HostReady, outcome.GuestReady));
                return clock + new SimTime(HostCosts.AsyncFault);
            }

            stalled += (outcome.HostReady - clock).Nanoseconds;
            clock = outcome.HostReady;
        }

        if (outcome.GuestReady > clock)
        {
            Tell(EventKind.GuestFault, step.Page, (outcome.GuestReady - clock).Nanoseconds);
            Wait(vcpu, task, outcome.GuestReady);
        }

        return clock;
    }

    private void Assign(Vcpu vcpu, GuestTask task)
    {
        Debug.Assert(task.State == TaskState.Runnable, "a task is on one processor at a time");
        task.State = TaskState.Running;
        vcpu.Task = task.Number;
        BusyVcpus++;
    }

    private void TakeOff(Vcpu vcpu)
    {
        if (vcpu.HasTask)
        {
            vcpu.DropTask();
            BusyVcpus--;
        }
    }

    private void Wait(Vcpu vcpu, GuestTask task, SimTime until)
    {
        task.State = TaskState.Waiting;
        task.WakeUp = Simulation.Schedule(SimTime.Max(until, Simulation.Now), 0, EventKind.TaskWakes, Id, task.Number, 0);
        TakeOff(vcpu);
    }

    private void WaitForPage(Vcpu vcpu, GuestTask task, ulong page, SimTime ready)
    {
        task.State = TaskState.WaitsForPage;
        long token = _outstanding.Add(task.Number, vcpu.Number, page);
        _outstanding.SetEvent(token, Simulation.Schedule(ready, 0, EventKind.PageReady, Id, token, (long)page));
        vcpu.OutstandingFaults++;
        TakeOff(vcpu);
        Counters.AsyncFaults++;
    }

    private void HandlePageReady(long token)
    {
        if (_outstanding.TryTake(token, out AsyncFaultTable.Entry entry))
        {
            Wake(entry);
        }
    }

    /// <summary>Wakes every task that waits for a page: they touch their pages again.</summary>
    private void WakeAllFaulted()
    {
        foreach (AsyncFaultTable.Entry entry in _outstanding.TakeAll())
        {
            Simulation.Cancel(entry.Ready);
            Wake(entry);
        }
    }

    private void Wake(in AsyncFaultTable.Entry entry)
    {
        _vcpus[entry.Vcpu].OutstandingFaults--;
        if (_tasks[entry.Task].State == TaskState.WaitsForPage)
        {
            // Otherwise the guest ended the task while it waited.
            MakeRunnable(_tasks[entry.Task]);
        }
    }

    private void WakeTask(GuestTask task)
    {
        Debug.Assert(task.State == TaskState.Waiting, "only a task that waits is woken");
        if (task.Began == SimTime.Never)
        {
            task.Began = Simulation.Now;
        }

        MakeRunnable(task);
    }

    private void MakeRunnable(GuestTask task)
    {
        // Who slept has no claim to the time that it missed (Linux CFS, kernel/sched/fair.c: place_entity).
        task.ChargedNanoseconds = Math.Max(task.ChargedNanoseconds, LeastCharged() - Spec.Guest.TimeSlice.Nanoseconds);
        task.State = TaskState.Runnable;
        KickIdleVcpus();
    }

    private void YieldIfOthersWait(Vcpu vcpu)
    {
        if (vcpu.HasTask && HasRunnableTask())
        {
            _tasks[vcpu.Task].State = TaskState.Runnable;
            TakeOff(vcpu);
        }
    }

    private void EndTask(Vcpu? vcpu, GuestTask task)
    {
        task.State = TaskState.Ended;
        GuestOs?.FreeRegion(task.Region);
        if (vcpu is not null)
        {
            TakeOff(vcpu);
        }

        Tell(EventKind.TaskEnded, task.Number);
    }

    private bool HasRunnableTask() => _tasks.Exists(static task => task.State == TaskState.Runnable);

    /// <summary>The task that was charged least of those that could run.</summary>
    private GuestTask? PickTask()
    {
        GuestTask? best = null;
        foreach (GuestTask task in _tasks)
        {
            if (task.State == TaskState.Runnable && (best is null || task.ChargedNanoseconds < best.ChargedNanoseconds))
            {
                best = task;
            }
        }

        return best;
    }

    private long LeastCharged()
    {
        long least = long.MaxValue;
        foreach (GuestTask task in _tasks)
        {
            if (task.State is TaskState.Runnable or TaskState.Running)
            {
                least = Math.Min(least, task.ChargedNanoseconds);
            }
        }

        return least == long.MaxValue ? long.MinValue / 2 : least;
    }

    private void ScheduleSlice(Vcpu vcpu, SimTime time) =>
        vcpu.Slice = Simulation.Schedule(time, 0, EventKind.VcpuSlice, Id, vcpu.Number, 0);
}
