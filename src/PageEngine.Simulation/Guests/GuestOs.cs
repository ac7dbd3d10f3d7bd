namespace PageEngine.Simulation;

/// <summary>The memory management of the operating system in a machine.</summary>
/// <remarks>
/// <para>Each page is free, clean or dirty page cache, anonymous, kernel or ballooned. Tasks have regions of anonymous
/// memory; behind the pages of its region a task sees the pages of the guest's files, which all tasks share.</para>
/// <para>Effects are there when a call returns; the outcome says what they took. A call that fails has changed no
/// content and no mapping of the page that it was for; pages that were reclaimed on the way stay reclaimed.</para>
/// <para>The disk is as it was installed when the system is made, whatever an earlier one wrote to it.</para>
/// <para>Up to 9 bytes a guest page and 4 a file page, for those that were touched, and 8 for a file page that was
/// written. Accesses to pages that are in memory allocate nothing.</para>
/// <para>One thread at a time. The memory must not call the guest back while it works for it.</para>
/// </remarks>
internal sealed partial class GuestOs
{
    private readonly GuestOsSpec _spec;
    private IGuestPhysicalMemory _memory;
    private readonly uint _kernelPages;
    private readonly GuestPages _pages;
    private readonly GuestSpace _space;
    private readonly SparseTable<ulong> _writtenFiles = new();
    private readonly SparseTable<uint> _evictionOfSlot = new();
    private ulong _own;
    private GuestContent _content;
    private GuestCounters _counters;

    /// <summary>The operating system of a machine that was just switched on.</summary>
    /// <param name="spec">What it is.</param>
    /// <param name="balloon">Its balloon driver.</param>
    /// <param name="memory">The memory that it believes to own.</param>
    /// <param name="random">The stream that makes its contents different from others'; one number is drawn.</param>
    /// <param name="filePages">The pages of its files; null for as many as it has memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The memory has no page or 2³⁰ or more, or the kernel is larger than the memory.
    /// </exception>
    internal GuestOs(
        GuestOsSpec spec, BalloonSpec balloon, IGuestPhysicalMemory memory, RandomStream random, uint? filePages = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(memory.PageCount, nameof(memory));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(memory.PageCount, GuestMapping.MaxPage, nameof(memory));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.KernelPagesIn(memory.PageCount), memory.PageCount, nameof(spec));
        _spec = spec;
        _memory = memory;
        _kernelPages = (uint)spec.KernelPagesIn(memory.PageCount);
        _pages = new GuestPages((uint)memory.PageCount);
        _space = new GuestSpace(filePages ?? _pages.PageCount);
        _own = random.Next();
        _content = new GuestContent(spec.Image, spec.ImageShare, _own);
        _marks = new GuestWatermarks(_pages.PageCount, spec.FreeReserve);
        _reportBatch = ReportBatchFor(balloon, _pages.PageCount);
        _wakeAt = _marks.Low;
        Balloon = new BalloonDriver(this, balloon, _pages.PageCount);
    }

    /// <summary>Goes on with the same pages on another host.</summary>
    internal void MoveTo(IGuestPhysicalMemory memory) => _memory = memory;

    /// <summary>The driver that gives memory to the host.</summary>
    internal BalloonDriver Balloon { get; }

    /// <summary>
    /// Whether the host tells the guest what it has swapped and forgets what the guest drops: the remedies against
    /// double paging.
    /// </summary>
    internal bool AvoidDoublePaging { get; set; }

    /// <summary>The pages of files; a task sees them behind its own.</summary>
    internal uint FilePages => _space.FilePages;

    /// <summary>What was done so far.</summary>
    internal ref readonly GuestCounters Counters => ref _counters;

    /// <summary>What the pages are used for, as it is.</summary>
    internal GuestStatistics Statistics => new(
        _pages.FreeCount,
        _pages.CountOf(GuestPageKind.CleanCache),
        _pages.CountOf(GuestPageKind.DirtyCache),
        _pages.CountOf(GuestPageKind.Anonymous),
        _pages.CountOf(GuestPageKind.Kernel),
        _pages.CountOf(GuestPageKind.Ballooned))
    {
        Swapped = _space.Swapped,
    };

    /// <summary>Regions have numbers below this; not all of them are in use.</summary>
    internal int RegionLimit => _space.RegionLimit;

    /// <summary>Gives a task a region of anonymous memory.</summary>
    /// <param name="pages">The pages; none for a task that uses files alone.</param>
    /// <returns>The number of the region.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The guest has fewer than so many virtual pages left, of nearly 2³².
    /// </exception>
    internal int AddRegion(uint pages) => _space.AddRegion(pages);

    /// <summary>Takes a region back with all that is in it, as when the task ends.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such region.</exception>
    internal void FreeRegion(int region)
    {
        ThrowIfNoRegion(region);
        GuestRegion gone = _space.Region(region);
        int firstChunk = (int)(gone.First / SparseTable<uint>.ChunkLength);
        for (uint page = 0; page < gone.Pages; page++)
        {
            if (_space.Chunk(firstChunk + (int)(page / SparseTable<uint>.ChunkLength)).IsEmpty)
            {
                page |= SparseTable<uint>.ChunkLength - 1;
                continue;
            }

            FreeAnonymous(gone.First + page);
        }

        _space.RemoveRegion(region);
        AccessOutcome unseen = default;
        ReportIfDue(ref unseen);
    }

    /// <summary>Whether a region is in use.</summary>
    internal bool HasRegion(int region) => _space.Exists(region);

    /// <summary>The pages of a region that are in memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such region.</exception>
    internal uint ResidentPages(int region)
    {
        ThrowIfNoRegion(region);
        return _space.Region(region).Resident;
    }

    /// <summary>The pages of a region that are in the guest's swap.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such region.</exception>
    internal uint SwappedPages(int region)
    {
        ThrowIfNoRegion(region);
        return _space.Region(region).Swapped;
    }

    /// <summary>Marks the pages whose content nobody needs: free and ballooned ones.</summary>
    /// <param name="pages">A bitmap of the guest's pages; marks of others stay.</param>
    internal void MarkFree(DirtyBitmap pages)
    {
        ReadOnlySpan<byte> flags = _pages.Flags;
        ReadOnlySpan<byte> unused = [(byte)GuestPageKind.Free, (byte)GuestPageKind.Ballooned];
        int begin = 0;
        while (begin < flags.Length)
        {
            int start = flags[begin..].IndexOfAny(unused);
            if (start < 0)
            {
                break;
            }

            start += begin;
            int length = flags[start..].IndexOfAnyExcept(unused);
            length = length < 0 ? flags.Length - start : length;
            pages.Mark(new PageRange(new GuestFrameNumber((ulong)start), (ulong)length));
            begin = start + length;
        }

        if (_pages.FirstUnused < _pages.PageCount)
        {
            pages.Mark(new PageRange(
                new GuestFrameNumber(_pages.FirstUnused), _pages.PageCount - _pages.FirstUnused));
        }
    }

    private void ThrowIfNoRegion(int region)
    {
        if (!_space.Exists(region))
        {
            throw new ArgumentOutOfRangeException(nameof(region), region, "the guest has no such region");
        }
    }
}
