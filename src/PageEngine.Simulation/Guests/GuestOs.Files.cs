namespace PageEngine.Simulation;

internal sealed partial class GuestOs
{
    // Linux reads at most 128 KiB ahead (include/linux/mm.h: VM_READAHEAD_PAGES).
    private const uint MaxReadAhead = 32;

    // A file page that was written has this bit beside the token, so that the page of zeros counts as written too.
    private const ulong WrittenBit = 1UL << 63;

    private bool AccessFile(uint file, PageAccessKind kind, PageToken content, ref AccessOutcome outcome)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(file, FilePages, "page");
        GuestMapping mapping = _space[file];
        if (!mapping.IsResident)
        {
            return kind switch
            {
                PageAccessKind.Free => true,
                PageAccessKind.Read => ReadFile(file, mapping, ref outcome),
                _ => WriteNewCachePage(file, mapping, content, ref outcome),
            };
        }

        if (kind == PageAccessKind.Free)
        {
            ForgetIfClean(file, mapping.Page, ref outcome);
            return true;
        }

        _pages.Touch(mapping.Page);
        return kind == PageAccessKind.Read
            ? _memory.Read(mapping.Page, ref outcome)
            : WriteCachePage(file, mapping.Page, content, ref outcome);
    }

    /// <summary>What the guest's file system says that a page of a file holds.</summary>
    private PageToken ContentOfFile(uint file)
    {
        ulong written = _writtenFiles[file];
        return written == 0 ? _content.OfFile(file) : new PageToken(written & ~WrittenBit);
    }

    private bool WriteCachePage(uint file, uint page, PageToken content, ref AccessOutcome outcome)
    {
        if (!_memory.Write(page, content, ref outcome))
        {
            return false;
        }

        _writtenFiles[file] = content.Value | WrittenBit;
        byte flags = _pages.FlagsOf(page);
        if ((flags & GuestPages.KindMask) == (byte)GuestPageKind.CleanCache)
        {
            _pages.SetFlags(page, (byte)((flags & ~GuestPages.KindMask) | (byte)GuestPageKind.DirtyCache));
            BalanceDirty(ref outcome);
        }

        return true;
    }

    private bool WriteNewCachePage(uint file, GuestMapping mapping, PageToken content, ref AccessOutcome outcome)
    {
        if (!TryAllocate(GuestPageKind.DirtyCache, file, out uint page, ref outcome))
        {
            return false;
        }

        if (!_memory.Write(page, content, ref outcome))
        {
            _pages.Free(page);
            return false;
        }

        _space[file] = GuestMapping.InMemory(page);
        _writtenFiles[file] = content.Value | WrittenBit;
        outcome.CpuNanoseconds += GuestCosts.CachePage;
        outcome.Faults |= FaultKinds.GuestMinor;
        NoteReturn(page, mapping);
        BalanceDirty(ref outcome);
        return true;
    }

    private bool ReadFile(uint file, GuestMapping mapping, ref AccessOutcome outcome)
    {
        if (!TryAllocate(GuestPageKind.CleanCache, file, out uint page, ref outcome))
        {
            return false;
        }

        uint pages = 1 + ReadAheadBehind(file);
        outcome.CpuNanoseconds += GuestCosts.DiskRequest + GuestCosts.CachePage;
        if (!_memory.TransferFile(pages, isWrite: false, ref outcome))
        {
            _counters.DeviceFailures++;
            _pages.Free(page);
            return false;
        }

        if (!_memory.Write(page, ContentOfFile(file), ref outcome))
        {
            _pages.Free(page);
            return false;
        }

        _space[file] = GuestMapping.InMemory(page);
        outcome.Faults |= FaultKinds.GuestFile;
        _counters.FilePagesRead++;
        NoteReturn(page, mapping);
        FillAhead(file + 1, pages - 1, ref outcome);
        return true;
    }

    /// <summary>How many pages behind one that is read are read with it.</summary>
    /// <remarks>
    /// Twice as many as lie in the cache before it without a gap, as Linux does when it knows nothing else
    /// (mm/readahead.c, context readahead), but only into memory that is free without reclaiming.
    /// </remarks>
    private uint ReadAheadBehind(uint file)
    {
        uint run = 0;
        while (run < MaxReadAhead / 2 && run < file && _space[file - run - 1].IsResident)
        {
            run++;
        }

        uint spare = _pages.FreeCount > _wakeAt ? _pages.FreeCount - _wakeAt : 0;
        uint most = Math.Min(Math.Min(run == 0 ? 0 : (2 * run) - 1, spare), FilePages - file - 1);
        uint pages = 0;
        while (pages < most && !_space[file + pages + 1].IsResident)
        {
            pages++;
        }

        return pages;
    }

    /// <summary>
    /// Puts pages that were read ahead into the cache; where the host has no frame, the rest is left.
    /// </summary>
    private void FillAhead(uint file, uint pages, ref AccessOutcome outcome)
    {
        for (uint end = file + pages; file < end; file++)
        {
            uint page = _pages.Take(GuestPageKind.CleanCache, file);
            AccessOutcome fill = default;
            if (!_memory.Write(page, ContentOfFile(file), ref fill))
            {
                _pages.Free(page);
                return;
            }

            Add(fill, waits: true, ref outcome);
            outcome.CpuNanoseconds += GuestCosts.CachePage;
            _pages.SetFlags(page, (byte)GuestPageKind.CleanCache | GuestPages.ReadAhead);
            _space[file] = GuestMapping.InMemory(page);
            _counters.FilePagesRead++;
        }
    }

    private void ForgetIfClean(uint file, uint page, ref AccessOutcome outcome)
    {
        if (_pages.KindOf(page) == GuestPageKind.CleanCache)
        {
            outcome.CpuNanoseconds += GuestCosts.CachePage;
            _space[file] = GuestMapping.Untouched;
            GiveBack(page);
            ReportIfDue(ref outcome);
        }
    }
}
