using System.Diagnostics;

namespace PageEngine.Simulation;

/// <content>Suspending to disk, saving, and the proof of the books.</content>
internal sealed partial class PagedMemory
{
    /// <summary>Moves every page that is in memory or compressed to an image; afterwards the machine holds no frame.</summary>
    internal void MoveToImage(BackingStore image)
    {
        for (ulong page = 0; page < PageCount; page++)
        {
            GuestFrameNumber number = new(page);
            byte place = (byte)(_flags[page] & PageFlags.PlaceMask);
            if (place == PageFlags.Compressed)
            {
                bool taken = image.TryTake(out uint slot);
                Debug.Assert(taken, "the image has room for every page");
                _cache.Remove(number, out _);
                _memory.Compressed!.MoveTo(_slots[page], image, slot);
                NoteInImage(page, slot);
            }
            else if (place == PageFlags.InMemory && Guest.MappingOf(number) != PageMapping.Absent)
            {
                bool moved = Guest.TryMoveOut(number, image, out uint slot);
                Debug.Assert(moved, "the page is there and the image has room for every page");
                NoteInImage(page, slot);
            }
        }
    }

    /// <summary>Brings every page of an image back. False when the host has too few frames; every page is in the image then.</summary>
    internal bool TryMoveFromImage(BackingStore image, ref AccessOutcome outcome)
    {
        for (ulong page = 0; page < PageCount; page++)
        {
            if ((_flags[page] & PageFlags.PlaceMask) != PageFlags.InImage)
            {
                continue;
            }

            if (!_host.EnsureFrames(1, this, ref outcome))
            {
                MoveToImage(image);
                return false;
            }

            bool moved = Guest.TryMoveIn(new GuestFrameNumber(page), image, _slots[page], keepSlot: false);
            Debug.Assert(moved, "there is a free frame and the slot is the page's");
            _slots[page] = 0;
            Arrive(page, PageArrival.Demand);
        }

        return true;
    }

    internal override void CheckInvariants()
    {
        ulong swapped = 0;
        ulong compressed = 0;
        for (ulong page = 0; page < PageCount; page++)
        {
            byte place = (byte)(_flags[page] & PageFlags.PlaceMask);
            swapped += place == PageFlags.Swapped ? 1UL : 0;
            compressed += place == PageFlags.Compressed ? 1UL : 0;
            GuestFrameNumber number = new(page);
            if (place != PageFlags.InMemory && Guest.MappingOf(number) != PageMapping.Absent)
            {
                throw new InvalidOperationException($"page {page} of {Name} is in memory and elsewhere");
            }

        }

        if (swapped != Swapped || compressed != Compressed)
        {
            throw new InvalidOperationException(
                $"{Name} has {swapped} pages swapped and {compressed} compressed, and counts {Swapped} and {Compressed}");
        }
    }

    /// <summary>Claims the places that hold a page of the machine.</summary>
    internal void ClaimSlots(SlotBook? swap, SlotBook? compressed, SlotBook? image)
    {
        for (int page = 0; page < _flags.Length; page++)
        {
            switch (_flags[page] & PageFlags.PlaceMask)
            {
                case PageFlags.Swapped:
                    ClaimIn(swap, page);
                    break;
                case PageFlags.InImage:
                    ClaimIn(image, page);
                    break;
                case PageFlags.Compressed:
                    ClaimIn(compressed, page);
                    break;
                default:
                    break;
            }
        }
    }

    internal override void Save(StateWriter writer)
    {
        writer.Write(_memory.IndexOf(Guest));
        writer.Write(_guestSwap is null ? -1 : _memory.IndexOf(_guestSwap));
        _guestDisk!.Save(writer);
        writer.WriteSparse(_flags);
        writer.WriteSparse(_slots);
        writer.WriteSparse(_shadows);
        writer.WriteBlock(_cache.Save);
        writer.WriteBlock(_refaults.Save);
        writer.WriteBlock(Victims.Save);
        writer.Write(_swapped);
        writer.Write(_lastArrival);
        writer.Write(_arriving.Count);
        foreach ((ulong page, SimTime ready) in _arriving.OrderBy(static pair => pair.Key))
        {
            writer.Write(page);
            writer.Write(ready);
        }
    }

    internal override void Load(StateReader reader)
    {
        int guestSwap = reader.ReadInt32();
        IReadOnlyList<BackingStore> stores = _memory.Pages.BackingStores;
        StateReader.Require(guestSwap >= -1 && guestSwap < stores.Count, "a machine's swap is not there");
        _guestSwap = guestSwap < 0 ? null : stores[guestSwap];
        _guestDisk = new StorageDevice(Owner.Spec.Guest.Disk, new RandomStream(_host.Simulation.Seed, Name, "virtual disk"));
        _guestDisk.Load(reader);
        reader.ReadSparse(_flags);
        reader.ReadSparse(_slots);
        reader.ReadSparse(_shadows);
        reader.ReadBlock(_cache.Load);
        reader.ReadBlock(_refaults.Load);
        reader.ReadBlock(Victims.Load);
        _swapped = reader.ReadUInt64();
        _lastArrival = reader.ReadTime();
        _arriving.Clear();
        int count = reader.ReadCount();
        for (int i = 0; i < count; i++)
        {
            _arriving[reader.ReadUInt64()] = reader.ReadTime();
        }
    }

    private void ClaimIn(SlotBook? book, int page)
    {
        if (book is null)
        {
            throw new InvalidOperationException($"page {page} of {Name} is at a place that is not there");
        }

        book.Claim(_slots[page]);
    }

    private void NoteInImage(ulong page, uint slot)
    {
        _slots[page] = slot;
        _flags[page] = (byte)((_flags[page] & PageFlags.Sampled) | PageFlags.InImage);
    }
}
