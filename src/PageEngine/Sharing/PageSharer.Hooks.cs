using System.Diagnostics;

namespace PageEngine;

/// <content>What the host tells the sharer: guests that come and go, references that are dropped, domains that change.</content>
public sealed partial class PageSharer
{
    internal void AddGuest(GuestMemory guest)
    {
        guest.Scan = new GuestScan(guest, _store.Allocator);
        _guests.Add(guest.Scan);
    }

    /// <summary>Forgets a guest whose pages have been released already.</summary>
    internal void RemoveGuest(GuestMemory guest)
    {
        GuestScan scan = ScanOf(guest);
        int position = _guests.IndexOf(scan);
        _guests.RemoveAt(position);
        if (position < _passGuest)
        {
            _passGuest--;
        }
        else if (position == _passGuest)
        {
            _passPage = 0;
        }

        guest.Scan = null;
        Hints.Forget(guest);
        scan.Dispose();
    }

    /// <summary>Makes pages due though nobody wrote them: they were mapped, split off, or moved to another domain.</summary>
    internal void NoteDue(GuestMemory guest, PageRange range) => NoteWritten(ScanOf(guest), range);

    /// <summary>Whether a frame is in the index or in a chain.</summary>
    internal bool IsHinted(uint frame) => _index.PlaceOf(frame) != SharingIndex.NoSlot;

    /// <summary>Counts a private copy that a write to a shared frame made.</summary>
    internal void NoteBreak() => _breaks++;

    /// <summary>Says that one of several references to a frame is gone.</summary>
    internal void NoteReferenceDropped(uint frame)
    {
        uint left = _store.References(frame);
        Debug.Assert(left >= 1, "the last reference is told by RemoveHint");
        uint place = _index.PlaceOf(frame);
        _matched.Sharing--;
        if (left == 1)
        {
            _matched.Shared--;
            _matched.Unshared += place == SharingIndex.NoSlot ? 0 : 1;
        }

        if ((place & SharingIndex.ChainedBit) != 0)
        {
            _chains[place & ~SharingIndex.ChainedBit].Reopen(frame);
        }
    }

    /// <summary>Takes a frame with one reference out of the index: its content has changed or will be gone.</summary>
    internal void RemoveHint(uint frame)
    {
        uint place = _index.PlaceOf(frame);
        if (place == SharingIndex.NoSlot)
        {
            return;
        }

        Debug.Assert(_store.References(frame) == 1, "a shared frame does not change");
        _matched.Unshared--;
        if ((place & SharingIndex.ChainedBit) != 0)
        {
            _chains[place & ~SharingIndex.ChainedBit].Leave(frame);
            _index.PlaceOf(frame) = SharingIndex.NoSlot;
            return;
        }

        DuplicateChains chains = _chains[_index.ShardOfFrame(frame)];
        if (chains.Contains(frame))
        {
            DuplicateChains.Chain chain = chains.ChainOf(frame);
            chains.Leave(frame);
            if (chains.TryTakeOpen(chain, out uint open))
            {
                _index.Replace(frame, open);
                return;
            }
        }

        _index.Remove(frame);
    }
}
