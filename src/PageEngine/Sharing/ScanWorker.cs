namespace PageEngine;

/// <summary>One worker of a scan: finds, compares and merges the pages whose fingerprints fall in its shards.</summary>
/// <remarks>
/// Equal pages have equal keys, so they meet in one shard, at one worker, in the order of the window: the result is
/// that of one worker. A worker writes its shards, the page-table entries of its pages and the reference counts of the
/// frames in its shards; no other worker touches these.
/// </remarks>
internal sealed class ScanWorker(PageSharer sharer, FrameStore store, SharingIndex index, DuplicateChains[] chains)
{
    internal const int BatchSize = 256;

    private readonly int[] _batch = new int[BatchSize];
    private readonly int[] _pairItem = new int[BatchSize];
    private readonly uint[] _pairCandidate = new uint[BatchSize];
    private readonly uint[] _pairFrame = new uint[BatchSize];
    private readonly bool[] _pairEqual = new bool[BatchSize];
    private readonly uint _maxSharers = (uint)sharer.Options.MaxSharers;
    private readonly bool _mergeAcrossNodes = sharer.Options.MergeAcrossNodes || store.NumaNodes == 1;
    private int _batchCount;

    /// <summary>What this worker changed since the counters were last collected.</summary>
    internal MatchCounters Counters;

    /// <summary>The frame that the last merge with the outcome <see cref="VisitOutcome.NeedsSplit"/> was to share.</summary>
    internal uint CandidateToSplit { get; private set; }

    /// <summary>Fingerprints a run of the window; runs of different workers do not overlap.</summary>
    internal void Fingerprint(ScanWindow window, int start, int end)
    {
        while (start < end)
        {
            GuestScan guest = window.Guests[start];
            int stop = start + 1;
            while (stop < end && window.Guests[stop] == guest)
            {
                stop++;
            }

            int count = stop - start;
            Span<ulong> keys = window.Keys.AsSpan(start, count);
            store.Fingerprint(
                window.Frames.AsSpan(start, count), sharer.SeedOf(guest.Guest), keys, window.IsZero.AsSpan(start, count));
            sharer.MakeKeys(window.Frames.AsSpan(start, count), keys);
            start = stop;
        }
    }

    /// <summary>
    /// Settles those pages of a run of the window whose keys are in the shards from one up to, and without, another.
    /// </summary>
    internal void Match(ScanWindow window, int start, int end, int firstShard, int endShard)
    {
        if (sharer.Options.Scope == SharingScope.ZeroPagesOnly)
        {
            window.Outcomes.AsSpan(start, end - start).Fill(VisitOutcome.Settled);
            return;
        }

        for (int item = start; item < end; item++)
        {
            if (window.IsZero[item] && sharer.Options.UseZeroPages)
            {
                continue;
            }

            int shard = index.ShardOf(window.Keys[item]);
            if (shard >= firstShard && shard < endShard)
            {
                _batch[_batchCount++] = item;
                index.Prefetch(window.Keys[item]);
                if (_batchCount == BatchSize)
                {
                    MatchBatch(window);
                }
            }
        }

        MatchBatch(window);
    }

    /// <summary>Settles one page by itself: compares it with every frame that its key leads to.</summary>
    internal void MatchOne(ScanWindow window, int item)
    {
        uint frame = window.Frames[item];
        if (!StillMaps(window, item) || index.PlaceOf(frame) != SharingIndex.NoSlot)
        {
            window.Outcomes[item] = VisitOutcome.Settled;
            return;
        }

        SharingIndex.Search search = index.Find(window.Keys[item], DomainOf(window, item));
        while (search.TryNext(out uint candidate))
        {
            if (MayShare(candidate, frame) && AreEqual(candidate, frame))
            {
                Merge(window, item, candidate);
                return;
            }
        }

        Insert(window, item);
    }

    private void MatchBatch(ScanWindow window)
    {
        int count = _batchCount;
        _batchCount = 0;
        int pairs = 0;
        for (int i = 0; i < count; i++)
        {
            int item = _batch[i];
            uint frame = window.Frames[item];
            if (!StillMaps(window, item) || index.PlaceOf(frame) != SharingIndex.NoSlot)
            {
                window.Outcomes[item] = VisitOutcome.Settled;
            }
            else if (TryFindCandidate(window, item, out uint candidate))
            {
                _pairItem[pairs] = item;
                _pairCandidate[pairs] = candidate;
                _pairFrame[pairs] = frame;
                pairs++;
            }
            else
            {
                Insert(window, item);
            }
        }

        store.Compare(_pairCandidate.AsSpan(0, pairs), _pairFrame.AsSpan(0, pairs), _pairEqual);
        Counters.Compares += (ulong)pairs;
        for (int i = 0; i < pairs; i++)
        {
            if (_pairEqual[i] && store.References(_pairCandidate[i]) < _maxSharers && StillMaps(window, _pairItem[i]))
            {
                Merge(window, _pairItem[i], _pairCandidate[i]);
            }
            else
            {
                Counters.Mismatches += _pairEqual[i] ? 0UL : 1UL;
                MatchOne(window, _pairItem[i]);
            }
        }
    }

    private bool TryFindCandidate(ScanWindow window, int item, out uint candidate)
    {
        SharingIndex.Search search = index.Find(window.Keys[item], DomainOf(window, item));
        while (search.TryNext(out candidate))
        {
            if (MayShare(candidate, window.Frames[item]))
            {
                store.PrefetchReferences(candidate);
                return true;
            }
        }

        return false;
    }

    private void Insert(ScanWindow window, int item)
    {
        if (index.TryInsert(window.Keys[item], DomainOf(window, item), window.Frames[item]))
        {
            window.Outcomes[item] = VisitOutcome.Settled;
            Counters.Unshared++;
        }
        else
        {
            window.Outcomes[item] = VisitOutcome.IndexFull;
            Counters.Refused++;
        }
    }

    private void Merge(ScanWindow window, int item, uint candidate)
    {
        uint frame = window.Frames[item];
        if (sharer.IsInLargePage(candidate) || sharer.IsInLargePage(frame))
        {
            window.Outcomes[item] = VisitOutcome.NeedsSplit;
            CandidateToSplit = candidate;
            return;
        }

        ref uint references = ref store.References(candidate);
        if (references >= _maxSharers)
        {
            MergeBeyondLimit(window, item, candidate);
            return;
        }

        if (references++ == 1)
        {
            Counters.Unshared--;
            Counters.Shared++;
        }

        Counters.Sharing++;
        window.Guests[item].Guest.Table[window.Pages[item]] = GuestPageTable.EntryOf(candidate);
        store.References(frame) = 0;
        window.Outcomes[item] = VisitOutcome.Merged;
    }

    /// <summary>The content's frame is full: an open duplicate takes its place in the index, or this page's own frame does.</summary>
    private void MergeBeyondLimit(ScanWindow window, int item, uint full)
    {
        int shard = index.ShardOf(window.Keys[item]);
        uint frame = window.Frames[item];
        DuplicateChains.Chain chain = chains[shard].GetOrStart(full);
        while (chains[shard].TryTakeOpen(chain, out uint open))
        {
            if (store.References(open) < _maxSharers && AreEqual(open, frame))
            {
                MakeHead(shard, full, open);
                Merge(window, item, open);
                return;
            }
        }

        chains[shard].Join(chain, frame);
        MakeHead(shard, full, frame);
        window.Outcomes[item] = VisitOutcome.Settled;
        Counters.Unshared++;
    }

    private void MakeHead(int shard, uint full, uint head)
    {
        index.Replace(full, head);
        index.PlaceOf(full) = SharingIndex.ChainedBit | (uint)shard;
    }

    private bool AreEqual(uint candidate, uint frame)
    {
        bool equal = false;
        Counters.Compares++;
        store.Compare([candidate], [frame], new Span<bool>(ref equal));
        Counters.Mismatches += equal ? 0UL : 1UL;
        return equal;
    }

    private bool MayShare(uint candidate, uint frame) =>
        _mergeAcrossNodes || store.NodeOf(candidate) == store.NodeOf(frame);

    private ushort DomainOf(ScanWindow window, int item) => sharer.IndexDomainOf(window.Guests[item].Guest);

    private static bool StillMaps(ScanWindow window, int item) =>
        window.Guests[item].Guest.Table[window.Pages[item]] == GuestPageTable.EntryOf(window.Frames[item]);
}
