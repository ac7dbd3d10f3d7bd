namespace PageEngine.Simulation;

/// <content>Memory from outside: three depths of access, and the machine's state on the disk.</content>
public sealed partial class VirtualMachine
{
    /// <summary>Copies bytes out of the machine's memory; no time passes and nothing is charged (functional access).</summary>
    /// <remarks>Pages that the host has swapped or compressed come back to memory.</remarks>
    /// <param name="address">The guest physical address of the first byte.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <returns>What it would have taken; nothing was copied from the page where it failed on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not all in the machine's memory.</exception>
    /// <exception cref="InvalidOperationException">The machine holds no pages.</exception>
    public AccessOutcome Read(ulong address, Span<byte> destination)
    {
        AccessOutcome outcome = default;
        for (PagedMemory memory = EnterMemory(address, destination.Length); !destination.IsEmpty && outcome.Succeeded;)
        {
            int count = Math.Min(destination.Length, Page.Size - Page.OffsetOf(address));
            memory.ReadBytes(address >> Page.Shift, Page.OffsetOf(address), destination[..count], ref outcome);
            destination = destination[count..];
            address += (ulong)count;
        }

        return outcome;
    }

    /// <summary>Writes bytes to the machine's memory; no time passes and nothing is charged (functional access).</summary>
    /// <param name="address">The guest physical address of the first byte.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>What it would have taken; when it failed, the pages before the one that it failed on are written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not all in the machine's memory.</exception>
    /// <exception cref="InvalidOperationException">The machine holds no pages.</exception>
    public AccessOutcome Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        AccessOutcome outcome = default;
        for (PagedMemory memory = EnterMemory(address, bytes.Length); !bytes.IsEmpty && outcome.Succeeded;)
        {
            int count = Math.Min(bytes.Length, Page.Size - Page.OffsetOf(address));
            memory.WriteBytes(address >> Page.Shift, Page.OffsetOf(address), bytes[..count], ref outcome);
            bytes = bytes[count..];
            address += (ulong)count;
        }

        return outcome;
    }

    /// <summary>Touches a page at this moment and says what that takes (atomic access): which faults, and until when.</summary>
    /// <param name="page">A page of the machine.</param>
    /// <param name="content">What the page holds afterwards; null to read it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The machine has no such page.</exception>
    /// <exception cref="InvalidOperationException">The machine holds no pages.</exception>
    public AccessOutcome Access(GuestFrameNumber page, PageToken? content = null)
    {
        PagedMemory memory = EnterMemory(page.Address, Page.Size);
        AccessOutcome outcome = default;
        if (content is { } token)
        {
            memory.Write(page.Value, token, ref outcome);
        }
        else
        {
            memory.Read(page.Value, ref outcome);
        }

        return outcome;
    }

    /// <summary>Touches a page and tells when it is there with an event (event-driven access).</summary>
    /// <remarks>A <see cref="EventKind.Timer"/> with the caller's number comes when the page is there, at once if it is already.</remarks>
    /// <param name="page">A page of the machine.</param>
    /// <param name="content">What the page holds afterwards; null to read it.</param>
    /// <param name="tag">The caller's number: the first number of the event. The second is the page.</param>
    /// <param name="outcome">What the access takes.</param>
    /// <returns>The event; none when the access failed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The machine has no such page.</exception>
    /// <exception cref="InvalidOperationException">The machine holds no pages.</exception>
    public EventHandle? BeginAccess(GuestFrameNumber page, PageToken? content, long tag, out AccessOutcome outcome)
    {
        outcome = Access(page, content);
        if (!outcome.Succeeded)
        {
            return null;
        }

        SimTime ready = SimTime.Max(SimTime.Max(outcome.HostReady, outcome.GuestReady), Simulation.Now);
        return Simulation.ScheduleTimer(ready + new SimTime(outcome.CpuNanoseconds), tag, (long)page.Value);
    }

    private PagedMemory EnterMemory(ulong address, int byteCount)
    {
        Enter();
        if (Paged is not { } memory || !VmTransitions.HoldsMemory(State) || State == VmState.Resuming)
        {
            throw new InvalidOperationException($"machine {Name} is {State} and holds no pages");
        }

        ulong size = memory.PageCount << Page.Shift;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)byteCount, size, nameof(byteCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address, size - (ulong)byteCount, nameof(address));
        memory.Now = Simulation.Now;
        return memory;
    }

    private ulong ImageBytes => (_image?.UsedSlots ?? Rate?.ParkedPages ?? 0) << Page.Shift;

    private void FinishSuspending()
    {
        if (Paged is { } paged)
        {
            _image = Host.Memory!.Pages.CreateBackingStore(paged.PageCount);
            paged.MoveToImage(_image);
        }

        Rate?.Park();
        Host.ReleaseOverhead();
        IsBlocked = false;
        ChangeState(VmState.Suspended);
    }

    private void FinishResuming()
    {
        AccessOutcome outcome = default;
        if (Paged is { } paged)
        {
            paged.Now = Simulation.Now;
            if (!paged.TryMoveFromImage(_image!, ref outcome))
            {
                FailToResume();
                return;
            }

            _image!.Dispose();
            _image = null;
        }
        else if (!Rate!.TryUnpark())
        {
            FailToResume();
            return;
        }

        ChangeState(VmState.Running);
        _balloonPolicy?.RestartClock(Simulation.Now.Nanoseconds);
        WakeAllFaulted();
        KickIdleVcpus();
    }

    /// <summary>The host has too few frames: the machine stays on the disk, as it was.</summary>
    private void FailToResume()
    {
        Host.ReleaseOverhead();
        Tell(EventKind.HostOutOfMemory, 0, Id.Value);
        ChangeState(VmState.Suspended);
    }

    private void HandleRateTick()
    {
        _rateTick = ScheduleIn(Host.Spec.Reclaim.Interval, EventKind.RateTick);
        Rate?.Advance(Host.Spec.Reclaim.Interval, VmTransitions.Runs(State) && !IsBlocked);
    }
}
