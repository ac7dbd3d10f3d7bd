using System.Diagnostics;

namespace PageEngine;

/// <content>The way of a page through a scan: harvested, gathered into a window, fingerprinted, matched, settled.</content>
public sealed partial class PageSharer
{
    /// <summary>Pages that a lone worker takes at a time: half a second-level cache of today's servers.</summary>
    private const int PagesInCache = 128;

    /// <summary>Takes what was written since the last look: those pages start over and leave the index.</summary>
    private void HarvestWrites()
    {
        foreach (GuestScan scan in _guests)
        {
            int count;
            while ((count = scan.Cursor.Harvest(_harvest)) > 0)
            {
                ReadOnlySpan<PageRange> ranges = _harvest.AsSpan(0, count);
                PrefetchHints(scan.Guest, ranges);
                foreach (PageRange range in ranges)
                {
                    NoteWritten(scan, range);
                }
            }
        }
    }

    /// <summary>Asks for the index buckets that the first page of each range will leave, all at once.</summary>
    private void PrefetchHints(GuestMemory guest, ReadOnlySpan<PageRange> ranges)
    {
        foreach (PageRange range in ranges)
        {
            uint entry = guest.Table[range.Start.Value];
            if (GuestPageTable.MapsFrame(entry))
            {
                _index.PrefetchPlaceOf(GuestPageTable.FrameOf(entry));
            }
        }
    }

    private void NoteWritten(GuestScan scan, PageRange range)
    {
        scan.Pending.Mark(range);
        for (ulong page = range.Start.Value; page < range.End.Value; page++)
        {
            scan.State(page).CleanScans = 0;
            uint entry = scan.Guest.Table[page];
            if (GuestPageTable.MapsFrame(entry))
            {
                uint frame = GuestPageTable.FrameOf(entry);
                if (_store.References(frame) == 1)
                {
                    RemoveHint(frame);
                }
            }
        }
    }

    /// <summary>Fills the window from the pass. False when the pass has come to its end.</summary>
    private bool GatherFromPass(ulong budget)
    {
        ulong end = _scanned + Math.Min(budget, ulong.MaxValue - _scanned);
        for (; _passGuest < _guests.Count; _passGuest++, _passPage = 0)
        {
            GuestScan scan = _guests[_passGuest];
            while (scan.Guest.IsMergeable && TryFindDue(scan, _passPage, out ulong page))
            {
                if (_window.IsFull || _scanned >= end)
                {
                    _passPage = page;
                    return true;
                }

                Visit(scan, page);
                _passPage = page + 1;
            }
        }

        _passGuest = 0;
        _passPage = 0;
        _fullScans++;
        return false;
    }

    /// <summary>The first page at or behind another that the pass visits; most often the very next one.</summary>
    private bool TryFindDue(GuestScan scan, ulong from, out ulong page)
    {
        page = from;
        if (from >= scan.Guest.PageCount)
        {
            return false;
        }

        if (Options.Coverage == ScanCoverage.EveryPage || scan.Pending.IsDirty(new GuestFrameNumber(from)))
        {
            return true;
        }

        bool found = scan.Pending.TryFindNext(new GuestFrameNumber(from), out GuestFrameNumber next);
        page = next.Value;
        return found;
    }

    /// <summary>Decides whether a page that is due goes into the window in this pass.</summary>
    private void Visit(GuestScan scan, ulong page)
    {
        uint entry = scan.Guest.Table[page];
        if (!GuestPageTable.MapsFrame(entry) || _store.References(GuestPageTable.FrameOf(entry)) > 1)
        {
            scan.Pending.Unmark(new GuestFrameNumber(page));
            return;
        }

        ref PageScanState state = ref scan.State(page);
        if (Options.SmartScan && state.CountPassAndSkip())
        {
            _skipped++;
            return;
        }

        _scanned++;
        if (state.CleanScans < Options.CleanScans)
        {
            state.CleanScans++;
            scan.Pending.Mark(new GuestFrameNumber(page));
            return;
        }

        AddToWindow(scan, page, GuestPageTable.FrameOf(entry));
    }

    private void AddToWindow(GuestScan scan, ulong page, uint frame)
    {
        bool mayMerge = Options.Scope != SharingScope.ZeroPagesOnly || Options.UseZeroPages;
        bool keptWhole = Options.LargePages == LargePagePolicy.Keep && _host.IsInLargePage(frame);
        if (mayMerge && !keptWhole)
        {
            _window.Add(scan, page, frame);
        }
        else
        {
            scan.Pending.Unmark(new GuestFrameNumber(page));
        }
    }

    private void VisitHints(ulong budget)
    {
        ulong end = _scanned + Math.Min(budget, ulong.MaxValue - _scanned);
        while (_scanned < end && Hints.TryTake(out GuestMemory? guest, out PageRange range))
        {
            if (guest is null || !guest.IsMergeable)
            {
                continue;
            }

            ulong stop = range.Start.Value + Math.Min(range.Count, end - _scanned);
            ulong next = GatherRange(ScanOf(guest), range.Start.Value, stop);
            ProcessWindow();
            if (next < range.End.Value)
            {
                Hints.PutBack(guest, PageRange.Between(next, range.End.Value));
            }
        }
    }

    /// <summary>Fills the window with private pages of a range, whatever the gate says, and returns where it stopped.</summary>
    private ulong GatherRange(GuestScan scan, ulong page, ulong end)
    {
        for (; page < end && !_window.IsFull; page++)
        {
            uint entry = scan.Guest.Table[page];
            if (GuestPageTable.MapsFrame(entry) && _store.References(GuestPageTable.FrameOf(entry)) == 1)
            {
                _scanned++;
                AddToWindow(scan, page, GuestPageTable.FrameOf(entry));
            }
        }

        return page;
    }

    private void ProcessWindow()
    {
        if (_window.Count == 0)
        {
            return;
        }

        try
        {
            if (_workers.Length == 1)
            {
                FingerprintAndMatch(_workers[0]);
            }
            else
            {
                _group ??= new WorkerGroup(_workers.Length, Work);
                _isMatching = false;
                _group.Run();
                _isMatching = true;
                _group.Run();
            }

            MarkZeroPages();
        }
        finally
        {
            Settle();
            _window.Clear();
        }
    }

    /// <summary>What a lone worker does: fingerprints and matches in turn, so that pages are compared while still in cache.</summary>
    private void FingerprintAndMatch(ScanWorker worker)
    {
        for (int start = 0; start < _window.Count; start += PagesInCache)
        {
            int end = Math.Min(start + PagesInCache, _window.Count);
            worker.Fingerprint(_window, start, end);
            worker.Match(_window, start, end, 0, _index.ShardCount);
        }
    }

    /// <summary>What one of many workers does: fingerprints a run of the window, then matches the pages of its shards.</summary>
    private void Work(int number)
    {
        int workers = _workers.Length;
        if (_isMatching)
        {
            int shards = _index.ShardCount;
            _workers[number].Match(_window, 0, _window.Count, number * shards / workers, (number + 1) * shards / workers);
        }
        else
        {
            int start = (int)((long)_window.Count * number / workers);
            int end = (int)((long)_window.Count * (number + 1) / workers);
            _workers[number].Fingerprint(_window, start, end);
        }
    }

    private void MarkZeroPages()
    {
        for (int item = 0; Options.UseZeroPages && item < _window.Count; item++)
        {
            if (_window.IsZero[item])
            {
                _window.Outcomes[item] = VisitOutcome.Zero;
            }
        }
    }

    /// <summary>Does what one thread must do for the pages of the window: frees frames, splits large pages, ticks pages off.</summary>
    private void Settle()
    {
        for (int item = 0; item < _window.Count; item++)
        {
            if (_window.Outcomes[item] == VisitOutcome.NeedsSplit)
            {
                SplitAndMatch(item);
            }

            GuestScan scan = _window.Guests[item];
            ulong page = _window.Pages[item];
            switch (_window.Outcomes[item])
            {
                case VisitOutcome.Zero:
                    ReleaseToZero(scan, page, _window.Frames[item]);
                    break;
                case VisitOutcome.Merged:
                    _merges++;
                    scan.State(page).Reset();
                    _store.Free(_window.Frames[item]);
                    break;
                case VisitOutcome.IndexFull:
                    scan.State(page).WasIndexFull = true;
                    break;
                case VisitOutcome.Pending:
                    continue;
            }

            scan.Pending.Unmark(new GuestFrameNumber(page));
        }

        foreach (ScanWorker worker in _workers)
        {
            _matched.Add(worker.Counters);
            worker.Counters = default;
        }
    }

    /// <summary>Splits the large pages that stand between two equal pages, one after the other, and matches again.</summary>
    private void SplitAndMatch(int item)
    {
        ScanWorker worker = _workers[0];
        worker.MatchOne(_window, item);
        while (_window.Outcomes[item] == VisitOutcome.NeedsSplit)
        {
            bool split = SplitLargePage(_window.Frames[item]) || SplitLargePage(worker.CandidateToSplit);
            Debug.Assert(split, "a merge that needs a split names a large page");
            worker.MatchOne(_window, item);
        }
    }

    private bool SplitLargePage(uint frame)
    {
        if (!_host.TrySplitLargePage(frame))
        {
            return false;
        }

        _split++;
        return true;
    }

    private void ReleaseToZero(GuestScan scan, ulong page, uint frame)
    {
        ref uint entry = ref scan.Guest.Table[page];
        if (entry != GuestPageTable.EntryOf(frame))
        {
            return;
        }

        SplitLargePage(frame);
        RemoveHint(frame);
        entry = GuestPageTable.SharedZero;
        scan.Guest.SharedZeroPages++;
        _store.References(frame) = 0;
        _store.Free(frame);
        _merges++;
        scan.State(page).Reset();
    }
}
