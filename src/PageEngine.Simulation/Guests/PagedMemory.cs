using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>The memory of a machine, page by page: in frames, on the swap device, in the compression cache.</summary>
/// <remarks>
/// <code>
/// access ──► in memory? ──no──► decompress or swap in ──► frame of its own? ──no──► zero-fill or break sharing ──► store, mark
/// </code>
/// An access is carried out when the call returns; its outcome says when whoever made it may go on. Pages that are still
/// on their way then are remembered, so that the next to touch them waits for the same moment.
/// </remarks>
internal sealed partial class PagedMemory : MachineMemory, IGuestPhysicalMemory
{
    private const int ReadAttempts = 3;
    private const ulong EpochsPerGuest = 64;

    private readonly SimulatedHost _host;
    private readonly HostMemory _memory;
    private readonly byte[] _flags;
    private readonly uint[] _slots;
    private readonly byte[] _shadows;
    private readonly CompressionCache _cache;
    private readonly RefaultTracker _refaults;
    private readonly Dictionary<ulong, SimTime> _arriving = [];
    private SimTime _lastArrival;
    private ulong _swapped;
    private byte _fetched;

    internal PagedMemory(SimulatedHost host, VirtualMachine owner, GuestMemory guest)
    {
        VmSpec spec = owner.Spec;
        Owner = owner;
        LimitPages = spec.Limit?.Pages ?? ulong.MaxValue;
        Counters = owner.Counters;
        _host = host;
        _memory = host.Memory!;
        Guest = guest;
        _flags = new byte[guest.PageCount];
        _slots = new uint[guest.PageCount];
        Victims = MakeVictims(host.Spec.Reclaim.Victims, new RandomStream(host.Simulation.Seed, spec.Name, "victims").Next());
        _cache = new CompressionCache(guest.PageCount, new CompressionOptions { MaxShare = host.Spec.Reclaim.Compression?.CacheShare ?? 0 });
        _refaults = new RefaultTracker(Math.Max(1, guest.PageCount / EpochsPerGuest));
        _shadows = new byte[_memory.Swap is null ? 0 : guest.PageCount];
    }

    internal VirtualMachine Owner { get; }

    internal string Name => Owner.Name;

    /// <summary>The most frames that the machine may hold.</summary>
    internal ulong LimitPages { get; }

    /// <summary>Looks at each write; null while nothing wants to know.</summary>
    internal WriteWatch? Watch { get; set; }

    /// <summary>Whether the host keeps bytes and not tokens.</summary>
    internal bool HasBytes => _host.Spec.Depth == MemoryDepth.Bytes;

    /// <summary>The guest's page table and dirty log in the core.</summary>
    internal GuestMemory Guest { get; }

    /// <summary>What has happened to the machine's pages.</summary>
    internal MemoryCounters Counters { get; }

    /// <inheritdoc/>
    public override ulong PageCount => Guest.PageCount;

    /// <summary>The moment at which accesses are made; a processor that is ahead in its slice sets it.</summary>
    public SimTime Now { get; set; }

    internal override ulong Resident => Guest.MappedPages - Guest.SharedZeroPages;

    internal override ulong Zero => Guest.SharedZeroPages;

    internal override ulong Swapped => _swapped;

    internal override ulong Compressed => _cache.Count;

    /// <inheritdoc/>
    public bool Read(ulong page, ref AccessOutcome outcome)
    {
        if (!Bring(page, ref outcome))
        {
            return false;
        }

        Touch(page);
        return true;
    }

    /// <inheritdoc/>
    public bool Write(ulong page, PageToken content, ref AccessOutcome outcome)
    {
        if (!Bring(page, ref outcome) || !OwnFrame(page, ref outcome))
        {
            return false;
        }

        Watch?.Note(page, ref outcome);
        bool written = Guest.TryWrite(new GuestFrameNumber(page), content);
        Debug.Assert(written, "the page has a frame of its own, or there is a free one");
        Touch(page);
        return written;
    }

    /// <summary>Copies bytes out of one page.</summary>
    internal bool ReadBytes(ulong page, int offset, Span<byte> destination, ref AccessOutcome outcome)
    {
        if (!Read(page, ref outcome))
        {
            return false;
        }

        Guest.Read((page << Page.Shift) + (ulong)offset, destination);
        return true;
    }

    /// <summary>Writes bytes into one page.</summary>
    internal bool WriteBytes(ulong page, int offset, ReadOnlySpan<byte> bytes, ref AccessOutcome outcome)
    {
        if (!Bring(page, ref outcome) || !OwnFrame(page, ref outcome))
        {
            return false;
        }

        Watch?.Note(page, ref outcome);
        bool written = Guest.TryWrite((page << Page.Shift) + (ulong)offset, bytes);
        Debug.Assert(written, "the page has a frame of its own, or there is a free one");
        Touch(page);
        return written;
    }

    /// <inheritdoc/>
    public void Prefetch(ReadOnlySpan<GuestFrameNumber> pages)
    {
        foreach (GuestFrameNumber page in pages)
        {
            _fetched ^= _flags[page.Value];
        }

        Guest.Prefetch(pages);
    }

    /// <inheritdoc/>
    public void Release(ulong page)
    {
        Forget(page);
        Guest.Discard(new PageRange(new GuestFrameNumber(page), 1));
        _flags[page] = 0;
    }

    /// <inheritdoc/>
    public bool IsSwappedByHost(ulong page) => (_flags[page] & PageFlags.PlaceMask) == PageFlags.Swapped;

    /// <inheritdoc/>
    public void NoteDoublePaging(uint pages) => Counters.DoublePaging += pages;

    internal bool IsCompressed(ulong page) => (_flags[page] & PageFlags.PlaceMask) == PageFlags.Compressed;

    internal override void Release()
    {
        for (ulong page = 0; page < PageCount; page++)
        {
            Forget(page);
        }

        ReleaseGuestSwap();
        Guest.Dispose();
    }

    /// <summary>Sees to it that a page is in memory, or nowhere because it holds zeros.</summary>
    private bool Bring(ulong page, ref AccessOutcome outcome)
    {
        byte place = (byte)(_flags[page] & PageFlags.PlaceMask);
        if (place == PageFlags.InMemory)
        {
            if (_lastArrival > Now && _arriving.TryGetValue(page, out SimTime ready))
            {
                outcome.WaitForHost(ready);
            }

            return true;
        }

        Debug.Assert(place != PageFlags.InImage || Mover is not null, "nobody touches the memory of a machine that is on the disk");
        return place switch
        {
            PageFlags.Swapped => SwapIn(page, ref outcome),
            PageFlags.Elsewhere => Mover!.Fetch(page, ref outcome),
            _ => Decompress(page, ref outcome),
        };
    }

    private bool SwapIn(ulong page, ref AccessOutcome outcome)
    {
        if (!_host.EnsureFrames(1, this, ref outcome) || !TryReadDevice(1, ref outcome, out SimTime done))
        {
            return false;
        }

        bool isRefault = _refaults.TryTake(_shadows, new GuestFrameNumber(page), out ulong distance) && distance <= Resident;
        MoveIn(page, isRefault ? PageArrival.Refault : PageArrival.Demand);
        outcome.Faults |= FaultKinds.HostSwapIn;
        outcome.CpuNanoseconds += HostCosts.Swap;
        outcome.WaitForHost(done);
        Counters.SwapIns++;
        Counters.Refaults += isRefault ? 1UL : 0UL;
        NoteArrival(page, done);
        ReadAhead(page, done);
        return true;
    }

    private bool TryReadDevice(uint pages, ref AccessOutcome outcome, out SimTime done)
    {
        SimTime now = Now;
        for (int attempt = 0; attempt < ReadAttempts; attempt++)
        {
            if (_memory.SwapDevice!.TryRequest(now, (ulong)pages << Page.Shift, isWrite: false, out done))
            {
                return true;
            }

            now = done;
        }

        _host.TellDeviceFailed(isWrite: false, pages);
        outcome.WaitForHost(now);
        outcome.Failure = AccessFailure.HostDeviceFailed;
        done = now;
        return false;
    }

    private void MoveIn(ulong page, PageArrival arrival)
    {
        bool moved = Guest.TryMoveIn(new GuestFrameNumber(page), _memory.Swap!, _slots[page], keepSlot: false);
        Debug.Assert(moved, "there is a free frame and the slot is the page's");
        _slots[page] = 0;
        Arrive(page, arrival);
        _swapped--;
    }

    private bool Decompress(ulong page, ref AccessOutcome outcome)
    {
        if (!_host.EnsureFrames(1, this, ref outcome))
        {
            return false;
        }

        // Making room may have pushed this very page out of the cache.
        if (!IsCompressed(page))
        {
            return Bring(page, ref outcome);
        }

        _cache.Remove(new GuestFrameNumber(page), out _);
        _memory.Compressed!.MoveTo(_slots[page], Guest, page);
        _slots[page] = 0;
        Arrive(page, PageArrival.Demand);
        outcome.Faults |= FaultKinds.Decompressed;
        outcome.CpuNanoseconds += _memory.Costs.Decompress;
        Counters.Decompressed++;
        return true;
    }

    /// <summary>The neighbours that were swapped too come with the page, while frames are free.</summary>
    private void ReadAhead(ulong page, SimTime done)
    {
        ulong end = Math.Min(PageCount, page + (ulong)_host.Spec.Swap!.ReadAheadPages);
        for (ulong next = page + 1; next < end && IsSwappedByHost(next) && _memory.FreeFrames > 1; next++)
        {
            if (!_memory.SwapDevice!.TryRequest(Now, Page.Size, isWrite: false, out done))
            {
                return;
            }

            MoveIn(next, PageArrival.Prefetch);
            NoteArrival(next, done);
            Counters.ReadAhead++;
        }
    }

    private void NoteArrival(ulong page, SimTime done)
    {
        if (done <= Now)
        {
            return;
        }

        if (_lastArrival <= Now)
        {
            _arriving.Clear();
        }

        _arriving[page] = done;
        _lastArrival = SimTime.Max(_lastArrival, done);
    }

    /// <summary>Sees to it that a write to a page finds a frame: its own, or a free one for the copy.</summary>
    private bool OwnFrame(ulong page, ref AccessOutcome outcome)
    {
        PageMapping mapping = Guest.MappingOf(new GuestFrameNumber(page));
        if (mapping == PageMapping.Private)
        {
            return true;
        }

        if (!_host.EnsureFrames(1, this, ref outcome, grows: mapping != PageMapping.Shared))
        {
            return false;
        }

        if (mapping == PageMapping.Shared)
        {
            outcome.Faults |= FaultKinds.ShareBreak;
            outcome.CpuNanoseconds += _memory.Costs.CopyOnWriteBreak;
            Counters.ShareBreaks++;
        }
        else
        {
            outcome.Faults |= FaultKinds.HostMinor;
            outcome.CpuNanoseconds += HostCosts.ZeroFill;
            Counters.ZeroFills++;
        }

        Arrive(page, PageArrival.Demand);
        return true;
    }

    /// <summary>Watches pages from now on for <see cref="WasTouched"/>.</summary>
    internal void BeginSample(ReadOnlySpan<ulong> pages)
    {
        foreach (ulong page in pages)
        {
            _flags[page] |= PageFlags.Sampled;
        }
    }

    /// <summary>Whether a watched page was touched since the sample began.</summary>
    internal bool WasTouched(ulong page) => (_flags[page] & PageFlags.Sampled) == 0;

    /// <summary>Lets the victim policy look at what was accessed.</summary>
    internal void Age() => Victims.Age(_flags);

    internal override void SetClock(SimTime now) => Now = now;

    private void Touch(ulong page)
    {
        ref byte flags = ref _flags[page];
        flags = (byte)((flags | PageUse.Accessed) & ~PageFlags.Sampled);
    }

    /// <summary>Notes that a page has a frame of its own now, so that it can be a victim.</summary>
    private void Arrive(ulong page, PageArrival arrival) =>
        _flags[page] = (byte)((_flags[page] & PageFlags.Sampled) | Victims.StateFor(arrival));

    /// <summary>Forgets what is kept of a page outside memory.</summary>
    private void Forget(ulong page)
    {
        switch (_flags[page] & PageFlags.PlaceMask)
        {
            case PageFlags.Swapped:
                _memory.Swap!.Free(_slots[page]);
                _swapped--;
                break;
            case PageFlags.Compressed:
                _memory.Compressed!.Free(_slots[page]);
                _cache.Remove(new GuestFrameNumber(page), out _);
                break;
            case PageFlags.Elsewhere:
                Mover?.Drop(page);
                break;
            default:
                return;
        }

        _slots[page] = 0;
        _flags[page] = (byte)(_flags[page] & ~PageFlags.PlaceMask);
    }

    private static IVictimPolicy MakeVictims(VictimPolicyKind kind, ulong seed) => kind switch
    {
        VictimPolicyKind.Clock => new ClockVictims(),
        VictimPolicyKind.Generations => new GenerationVictims(),
        _ => new RandomVictims(seed),
    };
}
