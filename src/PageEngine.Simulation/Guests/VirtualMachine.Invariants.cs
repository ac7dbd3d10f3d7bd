namespace PageEngine.Simulation;

/// <content>The proof of a machine's books.</content>
public sealed partial class VirtualMachine
{
    internal override void CheckInvariants()
    {
        CheckLoaded();
        GuestOs?.CheckInvariants();
    }

    internal override void CheckLoaded()
    {
        // A suspended machine holds no frames, but still the books of what is on the disk and on the swap device.
        bool hasMemory = VmTransitions.HoldsMemory(State) || State == VmState.Suspended;
        if (MemoryOnHost is not null != hasMemory)
        {
            throw new InvalidOperationException($"machine {Name} is {State} and {(MemoryOnHost is null ? "has no" : "has")} memory");
        }

        MemoryOnHost?.CheckInvariants();
        CheckProcessors();
        CheckTasks();
    }

    /// <summary>The stores of the core that the machine has on its host: its swap and its image.</summary>
    internal int StoresOnHost => (Paged?.HasGuestSwap == true ? 1 : 0) + (_image is null ? 0 : 1);

    /// <summary>Claims every place outside of memory that holds a page of the machine: swap, compression cache, its own image.</summary>
    internal void ClaimSlots(SlotBook? swap, SlotBook? compressed)
    {
        SlotBook? image = _image is null ? null : SlotBook.Of(_image, $"image of {Name}");
        Paged?.ClaimSlots(swap, compressed, image);
        image?.RequireAllClaimed();
    }

    private void CheckProcessors()
    {
        int busy = 0;
        int outstanding = 0;
        foreach (Vcpu vcpu in _vcpus)
        {
            busy += vcpu.HasTask ? 1 : 0;
            outstanding += vcpu.OutstandingFaults;
            if (_outstanding.CountOf(vcpu.Number) != vcpu.OutstandingFaults)
            {
                throw new InvalidOperationException($"processor {vcpu.Number} of {Name} counts {vcpu.OutstandingFaults} faults");
            }

            if (vcpu.HasTask && (vcpu.Task >= _tasks.Count || _tasks[vcpu.Task].State != TaskState.Running))
            {
                throw new InvalidOperationException($"processor {vcpu.Number} of {Name} has task {vcpu.Task}, which does not run");
            }
        }

        int running = 0;
        foreach (GuestTask task in _tasks)
        {
            running += task.State == TaskState.Running ? 1 : 0;
        }

        if (busy != BusyVcpus || busy != running || outstanding != _outstanding.Count)
        {
            throw new InvalidOperationException(
                $"{busy} processors of {Name} are busy with {running} tasks and {outstanding} faults are outstanding; "
                + $"counted are {BusyVcpus} and {_outstanding.Count}");
        }
    }

    private void CheckTasks()
    {
        foreach (GuestTask task in _tasks)
        {
            if (task.State != TaskState.Ended && GuestOs?.HasRegion(task.Region) != true)
            {
                throw new InvalidOperationException($"task {task.Number} of {Name} is {task.State} and has no memory");
            }
        }

        if (!_outstanding.IsOf(_tasks.Count))
        {
            throw new InvalidOperationException($"a fault of {Name} is outstanding for a task that is not there");
        }
    }
}
