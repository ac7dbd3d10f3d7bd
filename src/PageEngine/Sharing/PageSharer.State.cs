namespace PageEngine;

/// <content>
/// Saving and restoring: counters, the place in the pass, the index, the chains, each guest's pages, hints.
/// </content>
/// <remarks>
/// The counts of pages and frames follow from the books and are not saved. The number of workers is kept: pairs are
/// compared in other batches when there are more.
/// </remarks>
public sealed partial class PageSharer
{
    internal void Save(StateWriter writer)
    {
        writer.WriteNumber(_scanned);
        writer.WriteNumber(_skipped);
        writer.WriteNumber(_fullScans);
        writer.WriteNumber(_merges);
        writer.WriteNumber(_breaks);
        writer.WriteNumber(_split);
        writer.WriteNumber(_matched.Compares);
        writer.WriteNumber(_matched.Mismatches);
        writer.WriteNumber(_matched.Refused);
        writer.WriteNumber((ulong)_workers.Length - 1);
        writer.WriteNumber((ulong)_passGuest);
        writer.WriteNumber(_passPage);
        _index.Save(writer);
        foreach (DuplicateChains chains in _chains)
        {
            chains.Save(writer);
        }

        foreach (GuestScan scan in _guests)
        {
            scan.Save(writer);
        }

        Hints.Save(writer);
    }

    /// <summary>Reads into the sharer of a host whose guests and frames are there already.</summary>
    internal void Load(StateReader reader)
    {
        _scanned = reader.ReadNumber();
        _skipped = reader.ReadNumber();
        _fullScans = reader.ReadNumber();
        _merges = reader.ReadNumber();
        _breaks = reader.ReadNumber();
        _split = reader.ReadNumber();
        _matched.Compares = reader.ReadNumber();
        _matched.Mismatches = reader.ReadNumber();
        _matched.Refused = reader.ReadNumber();
        MakeWorkers((int)reader.ReadNumber(MaxWorkers - 1, "the number of further workers") + 1);
        _passGuest = (int)reader.ReadNumber((ulong)_guests.Count, "the guest of the pass");
        _passPage = reader.ReadNumber(DirtyBitmap.MaxPageCount, "the page of the pass");
        _index.Load(reader);
        for (int shard = 0; shard < _chains.Length; shard++)
        {
            _chains[shard].Load(reader, _index, shard, _store.FrameCount);
        }

        CountFrames();
        foreach (GuestScan scan in _guests)
        {
            scan.Load(reader);
        }

        Hints.Load(reader);
    }

    /// <summary>Takes over everything from the sharer of a host with the same guests and frames.</summary>
    internal void CopyFrom(PageSharer other)
    {
        _scanned = other._scanned;
        _skipped = other._skipped;
        _fullScans = other._fullScans;
        _merges = other._merges;
        _breaks = other._breaks;
        _split = other._split;
        _matched = other._matched;
        MakeWorkers(other._workers.Length);
        _passGuest = other._passGuest;
        _passPage = other._passPage;
        _index.CopyFrom(other._index);
        for (int shard = 0; shard < _chains.Length; shard++)
        {
            _chains[shard].CopyFrom(other._chains[shard]);
        }

        for (int i = 0; i < _guests.Count; i++)
        {
            _guests[i].CopyFrom(other._guests[i]);
        }

        Hints.CopyFrom(other.Hints);
    }

    private void CountFrames()
    {
        for (uint frame = 0; frame < _store.FrameCount; frame++)
        {
            uint references = _store.References(frame);
            bool isHinted = IsHinted(frame);
            StateReader.Require(references != 0 || !isHinted, "a free frame is in the sharing index");
            StateReader.Require(references <= (uint)Options.MaxSharers, "a frame has too many sharers");
            if (references > 1)
            {
                _matched.Shared++;
                _matched.Sharing += references - 1L;
            }
            else if (isHinted)
            {
                _matched.Unshared++;
            }
        }
    }
}
