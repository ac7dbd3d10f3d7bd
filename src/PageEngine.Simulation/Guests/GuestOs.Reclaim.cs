using System.Buffers;

namespace PageEngine.Simulation;

// Which page goes. A hand for each kind goes round memory (second chance) over pages of two ages, as Linux's two lists
// (mm/vmscan.c) but without lists: a page begins inactive; used again before the hand comes, it becomes active; unused
// until then, it goes. Active pages age only when there are many of them for the inactive ones, so a scan through files
// does not push out what is used again and again.
internal sealed partial class GuestOs
{
    // SWAP_CLUSTER_MAX.
    private const uint DirectBatch = 32;

    private const int MaxFailures = 8;
    private const int MaxSkips = 1024;

    // Used and active, unused and active, unused, found, and one for where the hand began.
    private const ulong MaxTurns = 5;

    // vm_swappiness, out of 200, and what the rest leaves for files.
    private const ulong Swappiness = 60;
    private const ulong FilePreference = 200 - Swappiness;

    // A page that is read or written costs as much as so many that are only kept (lru_note_cost).
    private const ulong DiskCost = DirectBatch;

    private static readonly SearchValues<byte>[] Inactive =
        Array.ConvertAll(Enum.GetValues<GuestPageKind>(), kind => ValuesOf(kind, withActive: false));

    private static readonly SearchValues<byte>[] All =
        Array.ConvertAll(Enum.GetValues<GuestPageKind>(), kind => ValuesOf(kind, withActive: true));

    private readonly uint[] _hands = new uint[Enum.GetValues<GuestPageKind>().Length];
    private ulong _fileCost;
    private ulong _anonymousCost;
    private ulong _evictions;
    private uint _writesLeft;

    private static SearchValues<byte> ValuesOf(GuestPageKind kind, bool withActive)
    {
        List<byte> values = [];
        for (int flags = 0; flags <= byte.MaxValue; flags++)
        {
            if ((flags & GuestPages.KindMask) == (int)kind && (withActive || (flags & GuestPages.Active) == 0))
            {
                values.Add((byte)flags);
            }
        }

        return SearchValues.Create([.. values]);
    }

    /// <summary>Reclaims until enough is free again; nobody waits for what is written for that.</summary>
    private void ReclaimInBackground(ref AccessOutcome outcome)
    {
        _writesLeft = _memory.Now >= _writtenBy ? MaxBackgroundWrites : 0;
        if (_pages.FreeCount < _marks.High)
        {
            Reclaim(_marks.High - _pages.FreeCount, waits: false, ref outcome);
        }

        _wakeAt = _pages.FreeCount < _marks.High ? _marks.High : _marks.Low;
    }

    /// <summary>Reclaims until there is a page, and waits for what is written for that.</summary>
    private bool TryReclaimDirectly(bool mayDeflate, ref AccessOutcome outcome)
    {
        _counters.DirectReclaims++;
        outcome.Faults |= FaultKinds.GuestReclaim;
        _writesLeft = uint.MaxValue;
        while (_pages.FreeCount <= _marks.Min)
        {
            bool isBetter = Reclaim(DirectBatch, waits: true, ref outcome) > 0 ||
                (mayDeflate && Balloon.TryDeflateForMemory(ref outcome));
            if (!isBetter)
            {
                return false;
            }
        }

        return true;
    }

    private uint Reclaim(uint wanted, bool waits, ref AccessOutcome outcome)
    {
        uint anonymous = AnonymousPartOf(wanted);
        uint freed = ReclaimFiles(wanted - anonymous, waits, ref outcome);
        freed += ReclaimAnonymous(anonymous, waits, ref outcome);
        freed += ReclaimFiles(wanted - Math.Min(freed, wanted), waits, ref outcome);
        freed += ReclaimAnonymous(wanted - Math.Min(freed, wanted), waits, ref outcome);
        return freed;
    }

    /// <summary>How many of the pages that are wanted are to be anonymous ones.</summary>
    /// <remarks>
    /// Linux's rule (mm/vmscan.c, get_scan_count): none while there is plenty of cache that was used once; all when the
    /// cache would not be enough; else by swappiness, and the less the more disk work that kind has made lately.
    /// </remarks>
    private uint AnonymousPartOf(uint wanted)
    {
        if (!CanSwap)
        {
            return 0;
        }

        uint inactive = _pages.InactiveOf(GuestPageKind.CleanCache) + _pages.InactiveOf(GuestPageKind.DirtyCache);
        uint active = _pages.ActiveOf(GuestPageKind.CleanCache) + _pages.ActiveOf(GuestPageKind.DirtyCache);
        if (inactive >= CacheTrimFloor && !IsInactiveLow(inactive, active))
        {
            return 0;
        }

        if (_pages.FreeCount + inactive + active <= _marks.High)
        {
            return wanted;
        }

        ulong total = _fileCost + _anonymousCost;
        double anonymousWeight = Swappiness * (double)(total + 1) / (total + _anonymousCost + 1);
        double fileWeight = FilePreference * (double)(total + 1) / (total + _fileCost + 1);
        return (uint)(wanted * (anonymousWeight / (anonymousWeight + fileWeight)));
    }

    private bool CanSwap => _space.Swapped < _spec.Swap.Pages && _pages.CountOf(GuestPageKind.Anonymous) > 0;

    // Linux goes for files alone while 2^DEF_PRIORITY of them are inactive; 1/64 of memory in a guest that is small for
    // it.
    private uint CacheTrimFloor => Math.Min(4096, _pages.PageCount / 64);

    // How much cost is remembered before the older half is forgotten.
    private ulong CostMemory => Math.Max(_pages.PageCount / 4, 8 * DiskCost);

    private uint ReclaimFiles(uint wanted, bool waits, ref AccessOutcome outcome)
    {
        uint freed = 0;
        for (int failures = 0; freed < wanted;)
        {
            bool mayWrite = _writesLeft > 0 && failures < MaxFailures;
            bool prefersDirty = mayWrite && _pages.InactiveOf(GuestPageKind.CleanCache) == 0 &&
                _pages.InactiveOf(GuestPageKind.DirtyCache) > 0;
            if (!prefersDirty && TryFindVictim(GuestPageKind.CleanCache, out uint page, ref outcome))
            {
                Drop(page, ref outcome);
                freed++;
            }
            else if (mayWrite && TryFindVictim(GuestPageKind.DirtyCache, out page, ref outcome))
            {
                uint written = WriteBack(page, waits, ref outcome);
                failures += written == 0 ? 1 : 0;
                _writesLeft -= Math.Min(written, _writesLeft);
                NoteCost(ref _fileCost, written == 0 ? 0 : DiskCost);
            }
            else
            {
                break;
            }
        }

        return freed;
    }

    private uint ReclaimAnonymous(uint wanted, bool waits, ref AccessOutcome outcome)
    {
        uint freed = 0;
        int failures = 0;
        int skips = 0;
        while (freed < wanted && _writesLeft > 0 && failures < MaxFailures && CanSwap &&
            TryFindVictim(GuestPageKind.Anonymous, out uint page, ref outcome))
        {
            bool isSwappedByHost = _memory.IsSwappedByHost(page);
            if (isSwappedByHost && AvoidDoublePaging && skips < MaxSkips)
            {
                // Put back to the active ones, so that others come to be inactive in its place.
                _pages.SetFlags(page, (byte)(_pages.FlagsOf(page) | GuestPages.Active));
                skips++;
                continue;
            }

            if (!_memory.TryTakeSwapSlot(out uint slot))
            {
                break;
            }

            if (!TrySwapOut(page, slot, waits, ref outcome))
            {
                failures++;
                continue;
            }

            NoteDoublePaging(isSwappedByHost ? 1u : 0u, ref outcome);
            freed++;
        }

        return freed;
    }

    private bool TrySwapOut(uint page, uint slot, bool waits, ref AccessOutcome outcome)
    {
        AccessOutcome write = default;
        write.CpuNanoseconds = GuestCosts.SwapPage + GuestCosts.DiskRequest;
        bool isDone = _memory.CopyToSwap(page, slot, ref write);
        Add(write, waits, ref outcome);
        if (!isDone)
        {
            _memory.FreeSwapSlot(slot);
            return false;
        }

        _writesLeft--;
        _counters.SwapOuts++;
        NoteCost(ref _anonymousCost, DiskCost);
        _evictionOfSlot[slot] = GuestMapping.Evicted(++_evictions).Value;
        _space.MoveAnonymous(_pages.OwnerOf(page), GuestMapping.InSwap(slot));
        GiveBack(page);
        return true;
    }

    private void Drop(uint page, ref AccessOutcome outcome)
    {
        outcome.CpuNanoseconds += GuestCosts.CachePage;
        _counters.CacheDrops++;
        _space[_pages.OwnerOf(page)] = GuestMapping.Evicted(++_evictions);
        GiveBack(page);
    }

    /// <summary>Moves the hand of a kind to the next page that was not used for a turn.</summary>
    private bool TryFindVictim(GuestPageKind kind, out uint victim, ref AccessOutcome outcome)
    {
        ref uint hand = ref _hands[(int)kind];
        ulong left = _pages.CountOf(kind) == 0 ? 0 : MaxTurns * _pages.FirstUnused;
        while (left > 0)
        {
            bool agesActive = IsInactiveLow(_pages.InactiveOf(kind), _pages.ActiveOf(kind));
            ReadOnlySpan<byte> ahead = _pages.Flags[(int)hand..];
            int step = ahead.IndexOfAny((agesActive ? All : Inactive)[(int)kind]);
            left -= Math.Min(left, step < 0 ? Math.Max((ulong)ahead.Length, 1) : (ulong)step + 1);
            if (step < 0)
            {
                hand = 0;
                continue;
            }

            victim = hand + (uint)step;
            hand = victim + 1;
            outcome.CpuNanoseconds += GuestCosts.ScanPage;
            if (IsOldAfterLook(victim, kind))
            {
                return true;
            }
        }

        victim = 0;
        return false;
    }

    /// <summary>Ages a page by one look of the hand. True when it was at the end already.</summary>
    private bool IsOldAfterLook(uint page, GuestPageKind kind)
    {
        byte flags = _pages.FlagsOf(page);
        switch (flags & (GuestPages.Active | GuestPages.Accessed))
        {
            case 0:
                return true;
            case GuestPages.Active:
                _pages.SetFlags(page, (byte)(flags & ~GuestPages.Active));
                return false;
            default:
                _pages.SetFlags(page, (byte)((flags & ~GuestPages.Accessed) | GuestPages.Active));
                NoteCost(ref kind == GuestPageKind.Anonymous ? ref _anonymousCost : ref _fileCost, 1);
                return false;
        }
    }

    /// <summary>Whether there are too few inactive pages for the active ones.</summary>
    /// <remarks>
    /// Linux's rule (mm/vmscan.c, inactive_is_low): one to one below 1 GiB of both, above it one to √(10 · GiB).
    /// </remarks>
    private static bool IsInactiveLow(uint inactive, uint active)
    {
        const ulong PagesPerGiB = 1UL << (30 - Page.Shift);
        ulong gib = ((ulong)inactive + active) / PagesPerGiB;
        ulong ratio = gib == 0 ? 1 : (ulong)Math.Sqrt(10 * gib);
        return inactive * ratio < active;
    }

    /// <summary>
    /// Counts a page that was reclaimed and is back, and makes it active if it would have stayed in a larger cache.
    /// </summary>
    /// <remarks>
    /// Linux's rule (mm/workingset.c): the pages that were reclaimed in between are how much more memory it would have
    /// taken; when the active pages are more than that, they have to compete with it.
    /// </remarks>
    private void NoteReturn(uint page, GuestMapping evicted)
    {
        if (!evicted.IsEvicted)
        {
            return;
        }

        uint distance = ((uint)_evictions - evicted.Number) & GuestMapping.NumberMask;
        bool isAnonymous = _pages.KindOf(page) == GuestPageKind.Anonymous;
        ulong competitors = (ulong)_pages.ActiveOf(GuestPageKind.CleanCache) + _pages.ActiveOf(GuestPageKind.DirtyCache) +
            (_spec.Swap.Pages > 0 ? _pages.CountOf(GuestPageKind.Anonymous) : 0);
        if (distance <= competitors)
        {
            _pages.SetFlags(page, (byte)(_pages.FlagsOf(page) | GuestPages.Active));
            NoteCost(ref isAnonymous ? ref _anonymousCost : ref _fileCost, DiskCost);
        }

        _counters.Refaults += distance <= _pages.PageCount ? 1u : 0u;
    }

    private void NoteReturn(uint page, uint evictionWord) => NoteReturn(page, new GuestMapping(evictionWord));

    private void NoteCost(ref ulong cost, ulong more)
    {
        cost += more;
        if (_fileCost + _anonymousCost > CostMemory)
        {
            _fileCost /= 2;
            _anonymousCost /= 2;
        }
    }
}
