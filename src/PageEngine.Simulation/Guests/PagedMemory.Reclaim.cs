using System.Diagnostics;

namespace PageEngine.Simulation;

/// <content>Pages that the host takes: merged, compressed or swapped.</content>
internal sealed partial class PagedMemory
{
    private const int VictimsAtATime = 32;

    private const ulong PagesLookedAtToMerge = 8;

    // A pass that finds this many pages in a row that cannot be taken gives up: the machine has little left to take.
    private const int MostMisses = 4 * VictimsAtATime;

    internal IVictimPolicy Victims { get; }

    internal override ulong Reclaim(ulong frames, ulong floorPages, ReclaimRungs rungs, ref AccessOutcome outcome)
    {
        Span<GuestFrameNumber> victims = stackalloc GuestFrameNumber[VictimsAtATime];
        uint before = _memory.Pages.Store.FreeFrames;
        ulong compressed = Counters.CompressedPages;
        ulong swapped = Counters.SwapOuts;
        int misses = 0;
        if (rungs.HasFlag(ReclaimRungs.Share))
        {
            MergeVictims(frames, victims, ref outcome);
            rungs &= ~ReclaimRungs.Share;
        }

        while (rungs != ReclaimRungs.None && misses < MostMisses)
        {
            ulong freed = FreedSince(before);
            if (freed >= frames || Resident <= floorPages)
            {
                break;
            }

            int wanted = (int)Math.Min(Math.Min(frames - freed, Resident - floorPages), VictimsAtATime);
            int count = Victims.PickVictims(_flags, victims[..wanted]);
            if (count == 0)
            {
                break;
            }

            foreach (GuestFrameNumber page in victims[..count])
            {
                misses = TryEvict(page.Value, rungs, ref outcome) ? 0 : misses + 1;
            }
        }

        if (Counters.CompressedPages != compressed || Counters.SwapOuts != swapped)
        {
            _host.TellReclaimed(this, Counters.CompressedPages - compressed, Counters.SwapOuts - swapped);
        }

        return FreedSince(before);
    }

    /// <summary>Merges pages that could be victims, where an equal page is known; the others stay what they were.</summary>
    /// <remarks>It looks at a few times as many pages as it must free, so that a page with no equal is not the one that goes.</remarks>
    private void MergeVictims(ulong frames, Span<GuestFrameNumber> victims, ref AccessOutcome outcome)
    {
        uint before = _memory.Pages.Store.FreeFrames;
        for (ulong looked = 0; looked < frames * PagesLookedAtToMerge && FreedSince(before) < frames;)
        {
            int count = Victims.PickVictims(_flags, victims);
            looked += (ulong)count;
            if (count == 0)
            {
                return;
            }

            foreach (GuestFrameNumber page in victims[..count])
            {
                if (Guest.MappingOf(page) != PageMapping.Private)
                {
                    continue;
                }

                outcome.CpuNanoseconds += HostCosts.Fingerprint;
                if (_memory.Pages.Sharer.MergeNow(Guest, new PageRange(page, 1)) > 0)
                {
                    outcome.CpuNanoseconds += _memory.Costs.Share;
                    Counters.MergedBeforeSwap++;
                }
                else
                {
                    _flags[page.Value] |= PageUse.Evictable;
                }
            }
        }
    }

    private bool TryEvict(ulong page, ReclaimRungs rungs, ref AccessOutcome outcome)
    {
        GuestFrameNumber number = new(page);
        if (Guest.MappingOf(number) != PageMapping.Private)
        {
            // Shared since it came: taking it frees nothing. The write that breaks the sharing makes it a victim again.
            return false;
        }

        Debug.Assert((_flags[page] & PageFlags.PlaceMask) == PageFlags.InMemory, "a page that has a frame is in memory");

        if ((rungs.HasFlag(ReclaimRungs.Compress) && TryCompress(page, rungs, ref outcome))
            || (rungs.HasFlag(ReclaimRungs.Swap) && TrySwapOut(page, ref outcome)))
        {
            return true;
        }

        _flags[page] |= PageUse.Evictable;
        return false;
    }

    private bool TryCompress(ulong page, ReclaimRungs rungs, ref AccessOutcome outcome)
    {
        if (_memory.Compressed is not { } frames)
        {
            return false;
        }

        GuestFrameNumber number = new(page);
        outcome.CpuNanoseconds += _memory.Costs.Compress;
        int bytes = frames.Compress(this, page);
        if (!_cache.IsWorthKeeping(bytes)
            || (_cache.IsFull && !(rungs.HasFlag(ReclaimRungs.Swap) && TrySwapOldestCompressed()))
            || _cache.Add(number, bytes) != CompressionOutcome.Stored)
        {
            return false;
        }

        // The page's own frame becomes free first, so that the compressed page finds one even when the host has none.
        Guest.Discard(new PageRange(number, 1));
        _slots[page] = frames.Store();
        _flags[page] = (byte)((_flags[page] & PageFlags.Sampled) | PageFlags.Compressed);
        Counters.CompressedPages++;
        return true;
    }

    /// <summary>Makes room in the compression cache: its oldest page goes to the swap device. False when that has no room.</summary>
    private bool TrySwapOldestCompressed()
    {
        if (_memory.Swap is not { FreeSlots: > 0 } swap || !TryWriteDevice(out _)
            || !_cache.TryTakeOldest(out GuestFrameNumber oldest, out _))
        {
            return false;
        }

        bool taken = swap.TryTake(out uint slot);
        Debug.Assert(taken, "the device has a slot");
        _memory.Compressed!.MoveTo(_slots[oldest.Value], swap, slot);
        NoteSwapped(oldest.Value, slot);
        return true;
    }

    private bool TrySwapOut(ulong page, ref AccessOutcome outcome)
    {
        if (_memory.Swap is not { FreeSlots: > 0 } swap || !TryWriteDevice(out SimTime done))
        {
            return false;
        }

        bool moved = Guest.TryMoveOut(new GuestFrameNumber(page), swap, out uint slot);
        Debug.Assert(moved, "the page is there and the device has a slot");
        NoteSwapped(page, slot);
        outcome.CpuNanoseconds += HostCosts.Swap;
        outcome.WaitForHost(done);
        return true;
    }

    private void NoteSwapped(ulong page, uint slot)
    {
        _slots[page] = slot;
        _flags[page] = (byte)((_flags[page] & PageFlags.Sampled) | PageFlags.Swapped);
        _swapped++;
        Counters.SwapOuts++;
        _refaults.RecordEviction(_shadows, new GuestFrameNumber(page));
    }

    private bool TryWriteDevice(out SimTime done)
    {
        if (_memory.SwapDevice!.TryRequest(Now, Page.Size, isWrite: true, out done))
        {
            return true;
        }

        _host.TellDeviceFailed(isWrite: true, pages: 1);
        return false;
    }

    private ulong FreedSince(uint before)
    {
        uint now = _memory.Pages.Store.FreeFrames;
        return now > before ? now - before : 0;
    }
}
