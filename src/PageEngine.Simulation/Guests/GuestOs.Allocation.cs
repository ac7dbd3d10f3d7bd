namespace PageEngine.Simulation;

internal sealed partial class GuestOs
{
    // Free pages are reported in blocks of 2 MiB (Linux, mm/page_reporting.c: pageblock_order), here a page at a time
    // but not before so many have come together; in guests below 128 MiB sooner.
    private const uint MaxReportBatch = Page.PagesPerLargePage;
    private const uint ReportsPerMemory = 64;
    private const uint NeverReports = uint.MaxValue;

    private readonly GuestWatermarks _marks;
    private readonly uint _reportBatch;

    // With so few free pages the background is at work: the low mark while it sleeps, the high one while it does not.
    private uint _wakeAt;

    /// <summary>Takes a free page for the balloon and gives it to the host; reclaims for that if it must.</summary>
    /// <returns>False when the guest has none to give.</returns>
    internal bool TryInflate(ref AccessOutcome outcome)
    {
        if (!TryHaveFreePage(mayDeflate: false, ref outcome))
        {
            return false;
        }

        outcome.CpuNanoseconds += GuestCosts.BalloonPage;
        _memory.Release(_pages.TakeForBalloon());
        return true;
    }

    /// <summary>Pages that were written to the guest's disk and swap so far.</summary>
    internal ulong PagesWritten => _counters.SwapOuts + _counters.FilePagesWritten;

    /// <summary>Whether what an access waits for is over within a span from now.</summary>
    internal bool HasTimeUntil(SimTime span, in AccessOutcome outcome) =>
        SimTime.Max(outcome.HostReady, outcome.GuestReady) <= _memory.Now + span;

    /// <summary>Gives the page that the balloon took last to the guest.</summary>
    internal void Deflate() => _pages.FreeFromBalloon();

    /// <summary>Takes the pages that the guest does not use out of those that would be sent; its driver says which.</summary>
    internal void HintFree(DirtyBitmap pages) => _pages.UnmarkUnused(pages);

    private static uint ReportBatchFor(BalloonSpec spec, uint pageCount) =>
        spec is { Enabled: true, FreePageReporting: true }
            ? Math.Clamp(pageCount / ReportsPerMemory, 1, MaxReportBatch)
            : NeverReports;

    /// <summary>Takes a free page; reclaims, and deflates the balloon, if there is none.</summary>
    private bool TryAllocate(GuestPageKind kind, uint owner, out uint page, ref AccessOutcome outcome)
    {
        if (!TryHaveFreePage(mayDeflate: true, ref outcome))
        {
            page = 0;
            outcome.Failure = AccessFailure.GuestOutOfMemory;
            _counters.OutOfMemory++;
            return false;
        }

        page = _pages.Take(kind, owner);
        return true;
    }

    private bool TryHaveFreePage(bool mayDeflate, ref AccessOutcome outcome)
    {
        if (_pages.FreeCount > _wakeAt)
        {
            return true;
        }

        ReclaimInBackground(ref outcome);
        return _pages.FreeCount > _marks.Min || TryReclaimDirectly(mayDeflate, ref outcome);
    }

    /// <summary>Puts a page that holds nothing any more to the free ones.</summary>
    private void GiveBack(uint page)
    {
        if (AvoidDoublePaging && _memory.IsSwappedByHost(page))
        {
            _memory.Release(page);
        }

        _pages.Free(page);
    }

    private void ReportIfDue(ref AccessOutcome outcome)
    {
        uint batch = _pages.Unreported;
        if (batch >= _reportBatch)
        {
            _pages.ReportFree(_memory);
            _counters.PagesReported += batch;
            outcome.CpuNanoseconds += GuestCosts.Report;
        }
    }
}
