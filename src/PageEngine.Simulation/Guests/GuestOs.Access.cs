namespace PageEngine.Simulation;

internal sealed partial class GuestOs
{
    /// <summary>Lets a task touch a page.</summary>
    /// <remarks>
    /// Reading a page that was never written takes no memory: all tasks share a page of zeros for that. Giving back a
    /// page of a file drops it from the cache if it is clean.
    /// </remarks>
    /// <param name="region">The task's region.</param>
    /// <param name="page">The page in it; behind its end come the pages of files.</param>
    /// <param name="kind">Read, write, zero or free.</param>
    /// <param name="content">What a write leaves in the page.</param>
    /// <param name="outcome">What it took is added to it.</param>
    /// <returns>False when it failed, for the reason in the outcome.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such region, page or kind of access.</exception>
    internal bool Access(
        int region, uint page, PageAccessKind kind, PageToken content, ref AccessOutcome outcome)
    {
        ThrowIfNoRegion(region);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)kind, (int)PageAccessKind.Free, nameof(kind));
        ref readonly GuestRegion own = ref _space.Region(region);
        content = kind == PageAccessKind.Zero ? PageToken.Zero : content;
        if (page >= own.Pages)
        {
            return AccessFile(page - own.Pages, kind, content, ref outcome);
        }

        uint virtualPage = own.First + page;
        GuestMapping mapping = _space[virtualPage];
        if (!mapping.IsResident || kind == PageAccessKind.Free)
        {
            return AccessAbsent(virtualPage, mapping, kind, content, ref outcome);
        }

        _pages.Touch(mapping.Page);
        return kind == PageAccessKind.Read
            ? _memory.Read(mapping.Page, ref outcome)
            : _memory.Write(mapping.Page, content, ref outcome);
    }

    private bool AccessAbsent(
        uint virtualPage, GuestMapping mapping, PageAccessKind kind, PageToken content, ref AccessOutcome outcome)
    {
        if (kind == PageAccessKind.Free)
        {
            outcome.CpuNanoseconds += GuestCosts.FreePage;
            FreeAnonymous(virtualPage);
            ReportIfDue(ref outcome);
            return true;
        }

        if (mapping.IsSwapped)
        {
            return TrySwapIn(virtualPage, mapping.Number, out uint page, ref outcome) &&
                (kind == PageAccessKind.Read || _memory.Write(page, content, ref outcome));
        }

        return kind == PageAccessKind.Read
            ? ReadUntouched(virtualPage, ref outcome)
            : TryGivePage(virtualPage, content, ref outcome);
    }

    private bool ReadUntouched(uint virtualPage, ref AccessOutcome outcome)
    {
        if (!_space[virtualPage].IsZeroPage)
        {
            outcome.CpuNanoseconds += GuestCosts.ZeroPageFault;
            _space.MoveAnonymous(virtualPage, GuestMapping.ZeroPage);
        }

        return true;
    }

    private bool TryGivePage(uint virtualPage, PageToken content, ref AccessOutcome outcome)
    {
        if (!TryAllocate(GuestPageKind.Anonymous, virtualPage, out uint page, ref outcome))
        {
            return false;
        }

        if (!_memory.Write(page, content, ref outcome))
        {
            _pages.Free(page);
            return false;
        }

        _space.MoveAnonymous(virtualPage, GuestMapping.InMemory(page));
        outcome.CpuNanoseconds += GuestCosts.MinorFault;
        outcome.Faults |= FaultKinds.GuestMinor;
        _counters.MinorFaults++;
        return true;
    }

    private bool TrySwapIn(uint virtualPage, uint slot, out uint page, ref AccessOutcome outcome)
    {
        if (!TryAllocate(GuestPageKind.Anonymous, virtualPage, out page, ref outcome))
        {
            return false;
        }

        outcome.CpuNanoseconds += GuestCosts.SwapPage + GuestCosts.DiskRequest;
        if (!_memory.CopyFromSwap(page, slot, ref outcome))
        {
            _counters.DeviceFailures++;
            _pages.Free(page);
            return false;
        }

        _space.MoveAnonymous(virtualPage, GuestMapping.InMemory(page));
        _memory.FreeSwapSlot(slot);
        outcome.Faults |= FaultKinds.GuestSwapIn;
        _counters.SwapIns++;
        NoteReturn(page, _evictionOfSlot[slot]);
        _evictionOfSlot[slot] = 0;
        return true;
    }

    /// <summary>Makes a page of a task untouched again, wherever it is.</summary>
    private void FreeAnonymous(uint virtualPage)
    {
        GuestMapping mapping = _space[virtualPage];
        if (mapping.IsUntouched)
        {
            return;
        }

        _space.MoveAnonymous(virtualPage, GuestMapping.Untouched);
        if (mapping.IsResident)
        {
            GiveBack(mapping.Page);
        }
        else if (mapping.IsSwapped)
        {
            _memory.FreeSwapSlot(mapping.Number);
            _evictionOfSlot[mapping.Number] = 0;
        }
    }
}
