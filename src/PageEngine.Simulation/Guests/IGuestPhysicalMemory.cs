namespace PageEngine.Simulation;

/// <summary>The memory that a guest believes to own, as the guest's operating system uses it.</summary>
/// <remarks>
/// Each member is carried out at once; the outcome says what it took. When it fails, nothing was changed and
/// <see cref="AccessOutcome.Failure"/> says why.
/// </remarks>
internal interface IGuestPhysicalMemory
{
    /// <summary>The pages.</summary>
    public ulong PageCount { get; }

    /// <summary>The simulated time.</summary>
    public SimTime Now { get; }

    /// <summary>Reads a page.</summary>
    public bool Read(ulong page, ref AccessOutcome outcome);

    /// <summary>Gives a page a whole new content.</summary>
    public bool Write(ulong page, PageToken content, ref AccessOutcome outcome);

    /// <summary>Copies a page to a slot of the guest's swap, as the guest's disk controller does; it costs the guest's disk.</summary>
    public bool CopyToSwap(ulong page, uint slot, ref AccessOutcome outcome);

    /// <summary>Fills a page from a slot of the guest's swap; it costs the guest's disk.</summary>
    public bool CopyFromSwap(ulong page, uint slot, ref AccessOutcome outcome);

    /// <summary>Takes a slot of the guest's swap. False when it is full.</summary>
    public bool TryTakeSwapSlot(out uint slot);

    /// <summary>Gives a slot of the guest's swap back.</summary>
    public void FreeSwapSlot(uint slot);

    /// <summary>Reads or writes file pages on the guest's disk: time only, what they hold is the guest's to say.</summary>
    public bool TransferFile(uint pages, bool isWrite, ref AccessOutcome outcome);

    /// <summary>Gives pages to the host: ballooned, or reported as free. They read as zeros if they are touched again.</summary>
    public void Release(ulong page);

    /// <summary>Whether the host has this page in its own swap, as it would tell a guest that it cooperates with.</summary>
    public bool IsSwappedByHost(ulong page);

    /// <summary>Counts pages that the guest wrote out and the host had to read for that (double paging).</summary>
    public void NoteDoublePaging(uint pages);

    /// <summary>Asks the processor to fetch what accesses to these pages will need; it changes nothing.</summary>
    public void Prefetch(ReadOnlySpan<GuestFrameNumber> pages);
}
