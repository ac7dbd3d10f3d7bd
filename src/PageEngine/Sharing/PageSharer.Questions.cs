namespace PageEngine;

/// <content>Questions that are answered by looking: where the savings are, and why a page was not merged.</content>
public sealed partial class PageSharer
{
    /// <summary>Divides the frames saved at this moment into zero pages, pages within a guest, and pages between guests.</summary>
    /// <remarks>Reads every page table once: about a nanosecond or two for a mapped page. Allocates one bit for each frame.</remarks>
    public SavingsSplit MeasureSavings()
    {
        ulong within = 0;
        ulong zero = 0;
        using DirtyBitmap seen = new(_store.FrameCount, _store.Allocator);
        foreach (GuestScan scan in _guests)
        {
            zero += scan.Guest.SharedZeroPages;
            within += PagesSharedAgain(scan.Guest, seen);
            seen.Clear();
        }

        return new SavingsSplit(zero, within, (ulong)_matched.Sharing - within);
    }

    /// <summary>Says why a page is shared or not.</summary>
    /// <remarks>For people and tests: it reads the page and searches other domains; nothing is changed.</remarks>
    /// <param name="guest">A guest of this host.</param>
    /// <param name="page">A page of the guest.</param>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such page.</exception>
    /// <exception cref="ArgumentException">The guest is not one of this host's.</exception>
    public SharingExplanation Explain(GuestMemory guest, GuestFrameNumber page)
    {
        GuestScan scan = ScanOf(guest);
        guest.ThrowIfOutside(new PageRange(page, 1));
        uint entry = guest.Table[page.Value];
        if (!GuestPageTable.MapsFrame(entry))
        {
            return entry == GuestPageTable.SharedZero
                ? new(SharingReason.ZeroPage, "the page holds zeros and needs no frame")
                : new(SharingReason.NotMapped, "the page has no frame: it was never written, or it was given back");
        }

        uint frame = GuestPageTable.FrameOf(entry);
        uint references = _store.References(frame);
        if (references > 1)
        {
            return new(SharingReason.Shared, $"the page shares its frame with {references - 1} others");
        }

        return ExplainPrivate(scan, page, frame);
    }

    private SharingExplanation ExplainPrivate(GuestScan scan, GuestFrameNumber page, uint frame)
    {
        PageScanState state = scan.State(page.Value);
        if (!scan.Guest.IsMergeable)
        {
            return new(SharingReason.GuestOptedOut, $"guest {scan.Guest.Name} is not to be merged");
        }

        if (scan.Cursor.IsDirty(page))
        {
            return new(SharingReason.NotVisitedSinceWrite, "the page was written since the last scan");
        }

        if (scan.Pending.IsDirty(page))
        {
            return ExplainPending(state);
        }

        if (Options.Scope == SharingScope.ZeroPagesOnly)
        {
            return new(SharingReason.SecureMode, "the secure mode shares nothing but pages of zeros");
        }

        if (Options.LargePages == LargePagePolicy.Keep && IsInLargePage(frame))
        {
            return new(SharingReason.InLargePage, "the page is part of a large page, and the policy keeps these whole");
        }

        if (state.WasIndexFull && _index.PlaceOf(frame) == SharingIndex.NoSlot)
        {
            return new(SharingReason.IndexFull, "the sharing index had no room for the page");
        }

        return ExplainByOthers(scan.Guest, frame);
    }

    private SharingExplanation ExplainPending(PageScanState state)
    {
        if (state.IsBeingSkipped)
        {
            return new(SharingReason.SkippedBySmartScan, "the page never merged, so smart scan leaves some visits out");
        }

        return state.CleanScans == 0
            ? new(SharingReason.NotVisitedSinceWrite, "no scan has visited the page since it was written")
            : new(
                SharingReason.NotCleanForLongEnough,
                $"the page stayed clean for {state.CleanScans} of the {Options.CleanScans + 1} visits it must");
    }

    /// <summary>Looks for the content under the seeds of the other domains and on the other nodes.</summary>
    private SharingExplanation ExplainByOthers(GuestMemory guest, uint frame)
    {
        ushort own = IndexDomainOf(guest);
        foreach (ushort domain in _guests.Select(scan => IndexDomainOf(scan.Guest)).Distinct().Where(id => id != own))
        {
            if (IsKnownElsewhere(frame, domain, sameNode: true))
            {
                return new(SharingReason.EqualPageInOtherDomain, $"sharing domain {domain} holds this content; domains are kept apart");
            }
        }

        return !Options.MergeAcrossNodes && IsKnownElsewhere(frame, own, sameNode: false)
            ? new(SharingReason.EqualPageOnOtherNode, "another NUMA node holds this content; nodes are kept apart")
            : new(SharingReason.NoEqualPage, "nobody else holds this content, as far as the scanner has seen");
    }

    private bool IsKnownElsewhere(uint frame, ushort domain, bool sameNode)
    {
        Span<uint> one = [frame];
        Span<ulong> fingerprint = [0];
        Span<bool> flag = [false];
        _store.Fingerprint(one, new SharingDomain(domain).Seed(Options.FingerprintSeed), fingerprint, flag);
        bool apart = !Options.MergeAcrossNodes && _store.NumaNodes > 1;
        for (int node = 0; node < (apart ? _store.NumaNodes : 1); node++)
        {
            if (apart && node == _store.NodeOf(frame) != sameNode)
            {
                continue;
            }

            SharingIndex.Search search = _index.Find(KeyOf(fingerprint[0], apart ? node : 0), domain);
            while (search.TryNext(out uint candidate))
            {
                _store.Compare([candidate], one, flag);
                if (candidate != frame && flag[0])
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>How many pages of a guest map a shared frame that another page of the guest maps too.</summary>
    private ulong PagesSharedAgain(GuestMemory guest, DirtyBitmap seen)
    {
        ulong again = 0;
        for (ulong page = 0; page < guest.PageCount; page++)
        {
            uint entry = guest.Table[page];
            if (GuestPageTable.MapsFrame(entry) && _store.References(GuestPageTable.FrameOf(entry)) > 1)
            {
                GuestFrameNumber frame = new(GuestPageTable.FrameOf(entry));
                again += seen.IsDirty(frame) ? 1UL : 0UL;
                seen.Mark(frame);
            }
        }

        return again;
    }
}
