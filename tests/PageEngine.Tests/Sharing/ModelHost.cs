namespace PageEngine.Tests.Sharing;

/// <summary>The naive twin of a guest: every page by its bytes, and the set of pages written.</summary>
internal sealed class ModelGuest(int pageCount)
{
    internal byte[][] Pages { get; } = [.. Enumerable.Range(0, pageCount).Select(_ => new byte[Page.Size])];

    internal HashSet<ulong> Dirty { get; } = [];

    internal void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            ulong at = address + (ulong)i;
            Pages[at >> Page.Shift][Page.OffsetOf(at)] = bytes[i];
            Dirty.Add(at >> Page.Shift);
        }
    }

    internal void Write(ulong page, PageToken token)
    {
        token.Expand(Pages[page]);
        Dirty.Add(page);
    }

    internal void Discard(ulong first, ulong count)
    {
        for (ulong page = first; page < first + count; page++)
        {
            Pages[page].AsSpan().Clear();
        }
    }
}

/// <summary>The naive twin of a backing store: the lowest free slot is searched for.</summary>
internal sealed class ModelStore(int slotCount)
{
    internal SortedDictionary<uint, byte[]> Used { get; } = [];

    internal bool IsFull => Used.Count == slotCount;

    internal uint Take(byte[] page)
    {
        uint slot = 0;
        while (Used.ContainsKey(slot))
        {
            slot++;
        }

        Used.Add(slot, [.. page]);
        return slot;
    }

    internal void Free(uint slot) => Used.Remove(slot);
}

/// <summary>One engine host under test beside the others: the same calls go to each.</summary>
internal sealed class HostUnderTest : IDisposable
{
    private readonly List<DirtyCursor> _cursors = [];

    internal HostUnderTest(FrameStore store, SharingOptions options) => Host = new PageHost(store, options);

    /// <summary>Takes up a host with guests that were under test when it was made.</summary>
    internal HostUnderTest(PageHost host)
    {
        Host = host;
        _cursors.AddRange(host.Guests.Select(guest => Assert.Single(guest.DirtyLog.Cursors)));
    }

    internal PageHost Host { get; }

    internal GuestMemory AddGuest(int pages, GuestOptions options)
    {
        GuestMemory guest = Host.AddGuest($"guest {Host.Guests.Count}", ByteSize.FromPages((ulong)pages), options);
        _cursors.Add(guest.DirtyLog.OpenCursor());
        return guest;
    }

    internal void RemoveGuest(int index)
    {
        _cursors[index].Dispose();
        _cursors.RemoveAt(index);
        Host.Guests[index].Dispose();
    }

    internal HashSet<ulong> HarvestDirty(int index)
    {
        HashSet<ulong> dirty = [];
        PageRange[] ranges = new PageRange[3];
        int count;
        while ((count = _cursors[index].Harvest(ranges)) > 0)
        {
            foreach (PageRange range in ranges.AsSpan(0, count))
            {
                for (ulong page = range.Start.Value; page < range.End.Value; page++)
                {
                    Assert.True(dirty.Add(page));
                }
            }
        }

        return dirty;
    }

    public void Dispose() => Host.Dispose();
}
