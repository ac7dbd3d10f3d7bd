namespace PageEngine.Simulation.Tests;

/// <summary>A guest's physical memory without a host behind it: contents, a disk of fixed speed, and failures on request.</summary>
internal sealed class PlainGuestMemory(uint pageCount, uint swapSlots = 0) : IGuestPhysicalMemory
{
    internal static readonly SimTime DiskTime = SimTime.FromMicroseconds(100);
    internal static readonly SimTime HostSwapTime = SimTime.FromMicroseconds(80);

    private readonly PageToken[] _contents = new PageToken[pageCount];
    private readonly bool[] _swappedByHost = new bool[pageCount];
    private readonly PageToken?[] _swap = new PageToken?[swapSlots];
    private RandomStream _chance = new(1, "memory", "failures");
    private SimTime _diskFree;

    public ulong PageCount => pageCount;

    public SimTime Now { get; set; }

    /// <summary>The probability that a request to the guest's disk fails.</summary>
    internal double DiskFailureRate { get; set; }

    /// <summary>The probability that the host has no frame for a write.</summary>
    internal double HostFailureRate { get; set; }

    /// <summary>The probability that the host cannot read a page from its swap; the page stays there then.</summary>
    internal double HostReadFailureRate { get; set; }

    internal PageToken LastRead { get; private set; }

    internal int Reads { get; private set; }

    internal int Writes { get; private set; }

    internal int HostSwapIns { get; private set; }

    internal ulong DoublePagings { get; private set; }

    internal List<(uint Pages, bool IsWrite)> FileTransfers { get; private init; } = [];

    internal List<ulong> Released { get; private init; } = [];

    internal int SlotsInUse => _swap.Count(slot => slot is not null);

    internal PageToken this[ulong page] => _contents[page];

    public bool Read(ulong page, ref AccessOutcome outcome)
    {
        if (!TryBringIn(page, ref outcome))
        {
            return false;
        }

        Reads++;
        LastRead = _contents[page];
        return true;
    }

    public bool Write(ulong page, PageToken content, ref AccessOutcome outcome)
    {
        if (HostFailureRate > 0 && _chance.Chance(HostFailureRate))
        {
            outcome.Failure = AccessFailure.HostOutOfMemory;
            return false;
        }

        Writes++;
        _swappedByHost[page] = false;
        _contents[page] = content;
        return true;
    }

    public bool CopyToSwap(ulong page, uint slot, ref AccessOutcome outcome)
    {
        if (!TryBringIn(page, ref outcome) || !TryDisk(1, ref outcome))
        {
            return false;
        }

        _swap[slot] = _contents[page];
        return true;
    }

    public bool CopyFromSwap(ulong page, uint slot, ref AccessOutcome outcome)
    {
        if (!TryDisk(1, ref outcome))
        {
            return false;
        }

        _swappedByHost[page] = false;
        _contents[page] = _swap[slot]!.Value;
        LastRead = _contents[page];
        return true;
    }

    public bool TryTakeSwapSlot(out uint slot)
    {
        int free = Array.IndexOf(_swap, null);
        slot = (uint)Math.Max(free, 0);
        if (free >= 0)
        {
            _swap[free] = PageToken.Zero;
        }

        return free >= 0;
    }

    public void FreeSwapSlot(uint slot)
    {
        Assert.NotNull(_swap[slot]);
        _swap[slot] = null;
    }

    public bool TransferFile(uint pages, bool isWrite, ref AccessOutcome outcome)
    {
        FileTransfers.Add((pages, isWrite));
        return TryDisk(pages, ref outcome);
    }

    public void Release(ulong page)
    {
        Released.Add(page);
        _swappedByHost[page] = false;
        _contents[page] = PageToken.Zero;
    }

    public bool IsSwappedByHost(ulong page) => _swappedByHost[page];

    public void NoteDoublePaging(uint pages) => DoublePagings += pages;

    /// <summary>Lets the host swap a page.</summary>
    internal void SwapByHost(ulong page) => _swappedByHost[page] = true;

    /// <summary>The same memory, from now on on its own.</summary>
    internal PlainGuestMemory Clone()
    {
        PlainGuestMemory clone = new(pageCount, swapSlots)
        {
            Now = Now,
            DiskFailureRate = DiskFailureRate,
            HostFailureRate = HostFailureRate,
            HostReadFailureRate = HostReadFailureRate,
            LastRead = LastRead,
            Reads = Reads,
            Writes = Writes,
            HostSwapIns = HostSwapIns,
            DoublePagings = DoublePagings,
            FileTransfers = [.. FileTransfers],
            Released = [.. Released],
        };
        _contents.CopyTo(clone._contents, 0);
        _swappedByHost.CopyTo(clone._swappedByHost, 0);
        _swap.CopyTo(clone._swap, 0);
        clone._chance = _chance;
        clone._diskFree = _diskFree;
        return clone;
    }

    private bool TryBringIn(ulong page, ref AccessOutcome outcome)
    {
        if (!_swappedByHost[page])
        {
            return true;
        }

        outcome.WaitForHost(Now + HostSwapTime);
        if (HostReadFailureRate > 0 && _chance.Chance(HostReadFailureRate))
        {
            outcome.Failure = AccessFailure.HostDeviceFailed;
            return false;
        }

        HostSwapIns++;
        _swappedByHost[page] = false;
        outcome.Faults |= FaultKinds.HostSwapIn;
        return true;
    }

    private bool TryDisk(uint pages, ref AccessOutcome outcome)
    {
        _diskFree = SimTime.Max(_diskFree, Now) + (DiskTime * pages);
        outcome.WaitForGuest(_diskFree);
        if (DiskFailureRate > 0 && _chance.Chance(DiskFailureRate))
        {
            outcome.Failure = AccessFailure.GuestDeviceFailed;
            return false;
        }

        return true;
    }

    public void Prefetch(ReadOnlySpan<GuestFrameNumber> pages)
    {
    }
}
