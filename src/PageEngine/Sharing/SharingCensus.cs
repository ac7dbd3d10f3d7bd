namespace PageEngine;

/// <summary>Counts the contents of a host's pages, a frame for a content.</summary>
/// <remarks>
/// Totals come from the reference counts; a guest's own counts come from two bits a frame, "seen" and "seen again". A
/// page whose bytes were lost maps a frame like any other, so it is taken off both.
/// </remarks>
internal sealed class SharingCensus(PageHost host)
{
    // References to frames by pages that could not be read; they count nowhere.
    private readonly Dictionary<uint, uint> _lost = [];

    internal SharingPotential Count()
    {
        var guests = new ContentCensus[host.Guests.Count];
        ulong zeroPages = 0;
        using (DirtyBitmap seen = new(host.Store.FrameCount, host.Store.Allocator))
        using (DirtyBitmap again = new(host.Store.FrameCount, host.Store.Allocator))
        {
            for (int i = 0; i < guests.Length; i++)
            {
                HashSet<ulong> unreadable = host.Store is SourceFrameStore sources ? sources.FindUnreadable(i) : [];
                guests[i] = Count(host.Guests[i], unreadable, seen, again);
                zeroPages += guests[i].ZeroPages;
                seen.Clear();
                again.Clear();
            }
        }

        return new SharingPotential(guests, zeroPages, CountBySize());
    }

    private ContentCensus Count(GuestMemory guest, HashSet<ulong> unreadable, DirtyBitmap seen, DirtyBitmap again)
    {
        ulong pages = 0;
        ulong zeroPages = 0;
        ulong contents = 0;
        ulong repeated = 0;
        for (ulong page = 0; page < guest.PageCount; page++)
        {
            uint entry = guest.Table[page];
            bool mapsFrame = GuestPageTable.MapsFrame(entry);
            if (unreadable.Count != 0 && unreadable.Contains(page))
            {
                NoteLost(entry, mapsFrame);
                continue;
            }

            pages += entry == GuestPageTable.Absent ? 0UL : 1UL;
            zeroPages += entry == GuestPageTable.SharedZero ? 1UL : 0UL;
            if (mapsFrame)
            {
                GuestFrameNumber frame = new(GuestPageTable.FrameOf(entry));
                if (!seen.IsDirty(frame))
                {
                    seen.Mark(frame);
                    contents++;
                }
                else if (!again.IsDirty(frame))
                {
                    again.Mark(frame);
                    repeated++;
                }
            }
        }

        ulong singletons = contents - repeated + (zeroPages == 1 ? 1UL : 0);
        return new ContentCensus(pages, zeroPages, contents + (zeroPages > 0 ? 1UL : 0), singletons);
    }

    private void NoteLost(uint entry, bool mapsFrame)
    {
        if (mapsFrame)
        {
            uint frame = GuestPageTable.FrameOf(entry);
            _lost[frame] = _lost.GetValueOrDefault(frame) + 1;
        }
    }

    /// <summary>The number of contents that so many pages hold, for each number of pages; zeros are not among them.</summary>
    private Dictionary<ulong, ulong> CountBySize()
    {
        Dictionary<ulong, ulong> contents = [];
        ulong singles = 0;
        for (uint frame = 0; frame < host.Store.FrameCount; frame++)
        {
            ulong size = host.Store.References(frame);
            size -= _lost.Count == 0 ? 0 : _lost.GetValueOrDefault(frame);
            if (size == 1)
            {
                singles++;
            }
            else if (size != 0)
            {
                contents[size] = contents.GetValueOrDefault(size) + 1;
            }
        }

        if (singles != 0)
        {
            contents[1] = singles;
        }

        return contents;
    }
}
