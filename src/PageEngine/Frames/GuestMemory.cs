namespace PageEngine;

/// <summary>The physical memory of one guest on a <see cref="PageHost"/>.</summary>
/// <remarks>
/// <para>A write goes one way: break the sharing if there is any, store the bytes, mark the page in the dirty log. A
/// write happens as a whole or not at all. Pages that were never written read as zeros and take no frame.</para>
/// <para>One thread at a time for all guests of a host. Reads and writes allocate nothing.</para>
/// </remarks>
public sealed partial class GuestMemory : IDisposable
{
    private const int PagesPerPrefetch = 64;

    private readonly GuestOptions _options;

    internal GuestMemory(PageHost host, string name, ulong pageCount, GuestOptions options)
    {
        Host = host;
        Name = name;
        _options = options;
        Domain = options.Domain;
        Table = new GuestPageTable(pageCount, host.Store.Allocator);
        DirtyLog = new DirtyLog(pageCount, options.DirtyLogMode, host.Store.Allocator);
    }

    /// <summary>The host that the guest is on.</summary>
    public PageHost Host { get; }

    /// <summary>The name of the guest, for people.</summary>
    public string Name { get; }

    /// <summary>The number of pages in the guest's address space.</summary>
    public ulong PageCount => Table.PageCount;

    /// <summary>The size of the guest's address space.</summary>
    public ByteSize Size => ByteSize.FromPages(PageCount);

    /// <summary>Whom the guest may share pages with; <see cref="PageHost.TryMoveToDomain"/> changes it.</summary>
    public SharingDomain Domain { get; internal set; }

    /// <summary>The pages written, for any number of readers.</summary>
    public DirtyLog DirtyLog { get; }

    /// <summary>Whether scans may merge the guest's pages; what is merged already stays merged.</summary>
    public bool IsMergeable { get; set; } = true;

    /// <summary>The pages that map a frame or the page of zeros.</summary>
    public ulong MappedPages { get; internal set; }

    /// <summary>The pages whose frames scans gave back because they held zeros.</summary>
    public ulong SharedZeroPages { get; internal set; }

    internal GuestPageTable Table { get; }

    /// <summary>What the host's sharer keeps of the guest, while it is on the host.</summary>
    internal GuestScan? Scan { get; set; }

    internal bool IsDisposed { get; private set; }

    /// <summary>Copies bytes out of the guest.</summary>
    /// <param name="address">The guest physical address of the first byte.</param>
    /// <param name="destination">Where the bytes go; its length says how many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not all in the guest's memory.</exception>
    public void Read(ulong address, Span<byte> destination)
    {
        ThrowIfOutside(address, destination.Length);
        while (!destination.IsEmpty)
        {
            int offset = Page.OffsetOf(address);
            int count = Math.Min(destination.Length, Page.Size - offset);
            uint entry = Table[address >> Page.Shift];
            if (GuestPageTable.MapsFrame(entry))
            {
                Host.Store.Read(GuestPageTable.FrameOf(entry), offset, destination[..count]);
            }
            else
            {
                destination[..count].Clear();
            }

            destination = destination[count..];
            address += (ulong)count;
        }
    }

    /// <summary>Asks the processor to fetch what accesses to pages will need: a hint, which changes nothing.</summary>
    /// <remarks>For callers that know their next accesses: many pages at random cost a wait for memory each otherwise.</remarks>
    /// <param name="pages">The pages; those that the guest does not have are passed over.</param>
    public void Prefetch(ReadOnlySpan<GuestFrameNumber> pages)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Span<uint> entries = stackalloc uint[PagesPerPrefetch];
        while (!pages.IsEmpty)
        {
            int count = Math.Min(pages.Length, entries.Length);
            for (int i = 0; i < count; i++)
            {
                // These loads do not wait for each other.
                entries[i] = pages[i].Value < PageCount ? Table[pages[i].Value] : GuestPageTable.Absent;
            }

            foreach (uint entry in entries[..count])
            {
                if (GuestPageTable.MapsFrame(entry))
                {
                    Host.Store.PrefetchReferences(GuestPageTable.FrameOf(entry));
                    Host.Store.PrefetchContent(GuestPageTable.FrameOf(entry));
                }
            }

            pages = pages[count..];
        }
    }

    /// <summary>What a page stands for.</summary>
    /// <param name="page">A page of the guest.</param>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such page.</exception>
    public PageMapping MappingOf(GuestFrameNumber page)
    {
        if (!TryGetFrame(page, out FrameNumber frame))
        {
            return Table[page.Value] == GuestPageTable.SharedZero ? PageMapping.SharedZero : PageMapping.Absent;
        }

        return Host.Store.References(frame.Value) > 1 ? PageMapping.Shared : PageMapping.Private;
    }

    /// <summary>The frame that holds a page.</summary>
    /// <param name="page">A page of the guest.</param>
    /// <param name="frame">The frame, where there is one.</param>
    /// <returns>Whether the page has a frame.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The guest has no such page.</exception>
    public bool TryGetFrame(GuestFrameNumber page, out FrameNumber frame)
    {
        ThrowIfOutside(new PageRange(page, 1));
        uint entry = Table[page.Value];
        bool maps = GuestPageTable.MapsFrame(entry);
        frame = maps ? new FrameNumber(GuestPageTable.FrameOf(entry)) : default;
        return maps;
    }

    /// <summary>Gives pages back to the host, as a balloon does: they read as zeros afterwards and take no frame.</summary>
    /// <remarks>It is not a write of the guest, so the pages do not become dirty.</remarks>
    /// <param name="range">Pages of the guest.</param>
    /// <exception cref="ArgumentOutOfRangeException">The guest does not have all these pages.</exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public void Discard(PageRange range)
    {
        ThrowIfOutside(range);
        ThrowIfReadOnly();
        for (ulong page = range.Start.Value; page < range.End.Value; page++)
        {
            if (Table[page] != GuestPageTable.Absent)
            {
                Unmap(page);
            }
        }
    }

    /// <summary>Takes the guest off its host and gives all its frames back.</summary>
    public void Dispose()
    {
        if (!IsDisposed)
        {
            Host.Remove(this);
            Release();
        }
    }

    /// <summary>Releases the tables of a guest whose frames are given back, or whose host goes away as a whole.</summary>
    internal void Release()
    {
        IsDisposed = true;
        DirtyLog.Dispose();
        Table.Dispose();
    }

    internal void ThrowIfOutside(PageRange range)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.Count, PageCount, nameof(range));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.Start.Value, PageCount - range.Count, nameof(range));
    }

    private void ThrowIfOutside(ulong address, int byteCount)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ulong size = PageCount << Page.Shift;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)byteCount, size, nameof(byteCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address, size - (ulong)byteCount);
    }

    private void ThrowIfReadOnly()
    {
        if (Host.Store.IsReadOnly)
        {
            throw new NotSupportedException("this host's memory is a dump or a live process: it is read, not written");
        }
    }
}
