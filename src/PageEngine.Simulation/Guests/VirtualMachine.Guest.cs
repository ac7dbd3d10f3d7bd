namespace PageEngine.Simulation;

/// <content>The guest's operating system: boot, tasks, and what happens when memory fails.</content>
public sealed partial class VirtualMachine
{
    private const uint BootPagesAtATime = 4096;
    private static readonly SimTime RetryDelay = SimTime.FromMilliseconds(1);

    private SimTime _bootEnd;

    /// <summary>What the guest uses its memory for; nothing for a machine that is not booted or has no pages.</summary>
    public GuestStatistics GuestStatistics => GuestOs?.Statistics ?? default;

    /// <summary>Lets the guest do what it does on its own: write old dirty pages, keep some free.</summary>
    internal void RunBackground()
    {
        if (Paged is { } paged && GuestOs is { IsBooted: true } guest && VmTransitions.Runs(State))
        {
            AccessOutcome outcome = default;
            paged.Now = Simulation.Now;
            guest.RunBackground(ref outcome);
            Counters.BusyNanoseconds += outcome.CpuNanoseconds;
        }
    }

    private void BeginBoot()
    {
        Host.DivideMemory();
        StartTicks();
        _bootEnd = Simulation.Now + Spec.BootTime;
        if (Paged is { } paged)
        {
            MakeGuest(paged);
        }

        ScheduleStep(Simulation.Now, VmState.Running);
    }

    private void MakeGuest(PagedMemory paged)
    {
        GuestOs = new GuestOs(Spec.Guest, Spec.Balloon, paged, StreamFor("guest"))
        {
            AvoidDoublePaging = Host.Spec.Reclaim.AvoidDoublePaging,
        };
        BalloonDriver = Spec.Balloon.Enabled ? GuestOs.Balloon : null;
    }

    /// <summary>Boots for a while; when the guest is there and the time has come its tasks begin.</summary>
    private void GoOnBooting()
    {
        if (Paged is { } paged)
        {
            AccessOutcome outcome = default;
            paged.Now = Simulation.Now;
            bool booted = GuestOs!.BootStep(BootPagesAtATime, ref outcome);
            if (!outcome.Succeeded)
            {
                FailToBoot(outcome.Failure);
                return;
            }

            SimTime ready = SimTime.Max(outcome.HostReady, outcome.GuestReady);
            SimTime next = SimTime.Max(ready, Simulation.Now + new SimTime(outcome.CpuNanoseconds));
            if (!booted)
            {
                ScheduleStep(next, VmState.Running);
                return;
            }

            _bootEnd = SimTime.Max(_bootEnd, next);
        }

        if (Simulation.Now < _bootEnd)
        {
            ScheduleStep(_bootEnd, VmState.Running);
            return;
        }

        ChangeState(VmState.Running);
        BeginTasks();
    }

    private void FailToBoot(AccessFailure failure)
    {
        if (failure == AccessFailure.HostOutOfMemory)
        {
            Host.RunOutOfMemory(this, 0);
            if (State == VmState.Starting)
            {
                ScheduleStep(Simulation.Now + RetryDelay, VmState.Running);
            }

            return;
        }

        CrashNow($"the guest could not boot: {failure}");
    }

    private void BeginTasks()
    {
        if (Paged is null)
        {
            return;
        }

        CreateTasks();
        foreach (GuestTask task in _tasks)
        {
            SimTime begin = Simulation.Now + task.Spec.Begin;
            task.WakeUp = Simulation.Schedule(begin, 0, EventKind.TaskWakes, Id, task.Number, 0);
        }
    }

    private void CreateTasks()
    {
        ulong available = GuestOs!.Statistics.Free;
        int unsized = Spec.Workloads.Where(static spec => spec.Memory is null).Sum(static spec => spec.Tasks);
        foreach (WorkloadSpec spec in Spec.Workloads)
        {
            ulong pages = spec.Memory?.Pages ?? available / (ulong)Math.Max(unsized, 1);
            for (int i = 0; i < spec.Tasks; i++)
            {
                uint size = (uint)Math.Clamp(pages, 1, int.MaxValue);
                _tasks.Add(MakeTask(spec, i, GuestOs.AddRegion(size), size));
            }
        }
    }

    /// <summary>Makes a task; the tasks before it are there.</summary>
    private GuestTask MakeTask(WorkloadSpec spec, int index, int region, uint pages)
    {
        int number = _tasks.Count;
        ulong key = StreamFor($"task {number}").Key;
        WorkloadSetting setting = new(pages, pages, GuestOs!.FilePages, key, (uint)index * pages);
        return new GuestTask(
            number, spec, region, pages, spec.CreateTask(setting), StreamFor($"accesses {number}"), new ContentSource(spec.Content, key))
        {
            State = TaskState.Waiting,
            Began = SimTime.Never,
        };
    }

    /// <summary>Does what a failed access leads to, and returns when the processor goes on.</summary>
    private SimTime HandleFailure(Vcpu vcpu, GuestTask task, in PageAccess step, AccessFailure failure, SimTime clock)
    {
        switch (failure)
        {
            case AccessFailure.HostOutOfMemory:
                Host.RunOutOfMemory(this, step.Page);
                break;
            case AccessFailure.GuestOutOfMemory:
                EndLargestTask();
                break;
            default:
                // A page or a disk block that cannot be read is a bus error to the task, and to nobody else.
                EndTask(vcpu, task);
                return clock;
        }

        return clock + RetryDelay;
    }

    /// <summary>The guest's own out-of-memory killer: the task that holds the most memory and swap goes.</summary>
    /// <remarks>As in Linux (mm/oom_kill.c, oom_badness), without the page tables.</remarks>
    private void EndLargestTask()
    {
        GuestTask? largest = null;
        ulong most = 0;
        foreach (GuestTask task in _tasks)
        {
            ulong held = task.State == TaskState.Ended
                ? 0
                : (ulong)GuestOs!.ResidentPages(task.Region) + GuestOs.SwappedPages(task.Region);
            if (held > most)
            {
                (largest, most) = (task, held);
            }
        }

        if (largest is null)
        {
            CrashNow("the guest has no memory left and no task to end");
            return;
        }

        Tell(EventKind.GuestOutOfMemory, largest.Number);
        Simulation.Cancel(largest.WakeUp);
        EndTask(Array.Find(_vcpus, vcpu => vcpu.Task == largest.Number), largest);
    }
}
