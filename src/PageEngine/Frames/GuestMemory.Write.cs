using System.Diagnostics;

namespace PageEngine;

/// <content>Writes: break the sharing, store, mark.</content>
public sealed partial class GuestMemory
{
    /// <summary>Writes bytes into the guest, all or none.</summary>
    /// <param name="address">The guest physical address of the first byte.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not all in the guest's memory.</exception>
    /// <exception cref="OutOfFramesException">The host has too few free frames; nothing was written.</exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        if (!TryWrite(address, bytes))
        {
            throw new OutOfFramesException($"the host has no free frame for a write of guest {Name} at 0x{address:x}");
        }
    }

    /// <summary>Writes bytes into the guest, all or none.</summary>
    /// <param name="address">The guest physical address of the first byte.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>False when the host has too few free frames; nothing was written then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not all in the guest's memory.</exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public bool TryWrite(ulong address, ReadOnlySpan<byte> bytes)
    {
        ThrowIfOutside(address, bytes.Length);
        ThrowIfReadOnly();
        if (bytes.IsEmpty)
        {
            return true;
        }

        ulong page = address >> Page.Shift;
        ulong last = (address + (ulong)bytes.Length - 1) >> Page.Shift;
        ulong framesNeeded = page == last ? 0 : FramesNeeded(page, last);
        if (framesNeeded > Host.Store.FreeFrames)
        {
            return false;
        }

        int offset = Page.OffsetOf(address);
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, Page.Size - offset);
            bool keepRest = count < Page.Size;
            if (!TryMakePrivate(page, keepRest, framesNeeded, out uint frame))
            {
                Debug.Assert(framesNeeded == 0, "a write over several pages has its frames counted");
                return false;
            }

            Host.Store.Write(frame, offset, bytes[..count]);
            DirtyLog.Mark(new GuestFrameNumber(page));
            bytes = bytes[count..];
            offset = 0;
            page++;
        }

        return true;
    }

    /// <summary>Gives a page the content that a token names.</summary>
    /// <param name="page">A page of the guest.</param>
    /// <param name="token">The content.</param>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such page, or the token is above <see cref="PageToken.MaxValue"/>.</exception>
    /// <exception cref="OutOfFramesException">The host has no free frame; nothing was written.</exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public void Write(GuestFrameNumber page, PageToken token)
    {
        if (!TryWrite(page, token))
        {
            throw new OutOfFramesException($"the host has no free frame for a write of guest {Name} at 0x{page.Address:x}");
        }
    }

    /// <summary>Gives a page the content that a token names.</summary>
    /// <param name="page">A page of the guest.</param>
    /// <param name="token">The content.</param>
    /// <returns>False when the host has no free frame; nothing was written then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such page, or the token is above <see cref="PageToken.MaxValue"/>.</exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public bool TryWrite(GuestFrameNumber page, PageToken token)
    {
        ThrowIfOutside(new PageRange(page, 1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(token.Value, PageToken.MaxValue, nameof(token));
        ThrowIfReadOnly();
        if (!TryMakePrivate(page.Value, keepContent: false, framesReserved: 0, out uint frame))
        {
            return false;
        }

        Host.Store.WriteToken(frame, token);
        DirtyLog.Mark(page);
        return true;
    }

    /// <summary>Gives a private copy to each page of the guest that shares its frame, without a write of the guest.</summary>
    /// <returns>False when the host has too few free frames; nothing was changed then.</returns>
    internal bool TryUnshareAll()
    {
        if (FramesToUnshare() > Host.Store.FreeFrames)
        {
            return false;
        }

        for (ulong page = 0; page < PageCount; page++)
        {
            uint entry = Table[page];
            if (GuestPageTable.MapsFrame(entry) && Host.Store.References(GuestPageTable.FrameOf(entry)) > 1)
            {
                bool done = TryMakePrivate(page, keepContent: true, framesReserved: 0, out _);
                Debug.Assert(done, "the frames were counted");
            }
        }

        return true;
    }

    /// <summary>Sees to it that a page has a frame that nobody else maps.</summary>
    /// <param name="page">The page.</param>
    /// <param name="keepContent">Whether the content must stay, because only a part is written.</param>
    /// <param name="framesReserved">Free frames that must be left for the rest of the write.</param>
    /// <param name="frame">The page's frame.</param>
    private bool TryMakePrivate(ulong page, bool keepContent, ulong framesReserved, out uint frame)
    {
        uint entry = Table[page];
        FrameStore store = Host.Store;
        if (!GuestPageTable.MapsFrame(entry))
        {
            return TryMapZeroed(page, keepContent, framesReserved, out frame);
        }

        frame = GuestPageTable.FrameOf(entry);
        if (store.References(frame) == 1)
        {
            return true;
        }

        uint shared = frame;
        if (!store.TryAllocate(_options.NumaNode, cleared: false, out frame))
        {
            return false;
        }

        if (keepContent)
        {
            store.Copy(shared, frame);
        }

        Table[page] = GuestPageTable.EntryOf(frame);
        Host.DropReference(shared);
        Host.Sharer.NoteBreak();
        return true;
    }

    private bool TryMapZeroed(ulong page, bool cleared, ulong framesReserved, out uint frame)
    {
        if (_options.LargePages && TryMapLarge(page, framesReserved))
        {
            frame = GuestPageTable.FrameOf(Table[page]);
            return true;
        }

        if (!Host.Store.TryAllocate(_options.NumaNode, cleared, out frame))
        {
            return false;
        }

        ref uint entry = ref Table[page];
        if (entry == GuestPageTable.SharedZero)
        {
            SharedZeroPages--;
        }
        else
        {
            MappedPages++;
        }

        entry = GuestPageTable.EntryOf(frame);
        return true;
    }

    /// <summary>Maps the 2 MiB around a page to one large page, if all of it is absent and a free one is to be had.</summary>
    private bool TryMapLarge(ulong page, ulong framesReserved)
    {
        ulong first = page & ~(ulong)(Page.PagesPerLargePage - 1);
        bool fits = first + Page.PagesPerLargePage <= PageCount
            && Host.Store.FreeFrames >= Page.PagesPerLargePage + framesReserved
            && Table.Slice(first, Page.PagesPerLargePage).IndexOfAnyExcept(GuestPageTable.Absent) < 0;
        if (!fits || !Host.Store.TryAllocateLarge(_options.NumaNode, out uint frame))
        {
            return false;
        }

        for (uint i = 0; i < Page.PagesPerLargePage; i++)
        {
            Table[first + i] = GuestPageTable.EntryOf(frame + i);
        }

        MappedPages += Page.PagesPerLargePage;
        Host.NoteLargePage(frame);
        Host.Sharer.NoteDue(this, new PageRange(new GuestFrameNumber(first), Page.PagesPerLargePage));
        return true;
    }

    /// <summary>An upper bound of the frames that a write to these pages takes.</summary>
    private ulong FramesNeeded(ulong first, ulong last)
    {
        ulong needed = 0;
        for (ulong page = first; page <= last; page++)
        {
            uint entry = Table[page];
            bool isPrivate = GuestPageTable.MapsFrame(entry) && Host.Store.References(GuestPageTable.FrameOf(entry)) == 1;
            needed += isPrivate ? 0UL : 1UL;
        }

        return needed;
    }

    /// <summary>The private copies to make: one for each sharing page, less one for a frame that nobody else maps.</summary>
    private ulong FramesToUnshare()
    {
        List<uint> frames = [];
        for (ulong page = 0; page < PageCount; page++)
        {
            uint entry = Table[page];
            if (GuestPageTable.MapsFrame(entry) && Host.Store.References(GuestPageTable.FrameOf(entry)) > 1)
            {
                frames.Add(GuestPageTable.FrameOf(entry));
            }
        }

        return frames.GroupBy(frame => frame)
            .Aggregate(0UL, (sum, group) =>
                sum + (ulong)group.LongCount() - (group.LongCount() == Host.Store.References(group.Key) ? 1UL : 0UL));
    }
}
