using System.Diagnostics;

namespace PageEngine;

/// <summary>A host: frames, the guests that map them, and the sharer that finds equal pages.</summary>
/// <remarks>
/// One thread at a time; two hosts in one process know nothing of each other. The reference count of a frame equals the
/// page-table entries that map it at every moment; <see cref="CheckInvariants"/> proves it.
/// </remarks>
public sealed partial class PageHost : IDisposable
{
    private readonly List<GuestMemory> _guests = [];
    private readonly List<BackingStore> _backingStores = [];
    private readonly HashSet<uint> _largePages = [];
    private bool _isDisposed;

    /// <summary>Makes a host of real bytes.</summary>
    /// <param name="capacity">The memory of the host; taken from the system only as it is touched.</param>
    /// <param name="sharing">How pages are shared; the defaults when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity or an option is out of range.</exception>
    public PageHost(ByteSize capacity, SharingOptions? sharing = null)
        : this(new ByteFrameStore(capacity), sharing)
    {
    }

    /// <summary>Makes a host over a store, which it disposes of in the end.</summary>
    /// <remarks>Over a <see cref="SourceFrameStore"/> the guests are there from the start, one for each source.</remarks>
    /// <param name="store">The frames: bytes, tokens, or dumps.</param>
    /// <param name="sharing">How pages are shared; the defaults when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PageHost(FrameStore store, SharingOptions? sharing = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        Store = store;
        Sharer = new PageSharer(this, store, sharing ?? new SharingOptions());
        if (store is SourceFrameStore sources)
        {
            AddSourceGuests(sources);
        }
    }

    /// <summary>The frames of the host.</summary>
    public FrameStore Store { get; }

    /// <summary>Finds equal pages and lets them share a frame.</summary>
    public PageSharer Sharer { get; }

    /// <summary>The guests, in the order in which they came.</summary>
    public IReadOnlyList<GuestMemory> Guests => _guests;

    /// <summary>The backing stores that are open, in the order in which they were made.</summary>
    public IReadOnlyList<BackingStore> BackingStores => _backingStores;

    /// <summary>The large pages of 2 MiB that are whole.</summary>
    public int LargePageCount => _largePages.Count;

    /// <summary>Adds a guest whose memory is all zeros and takes no frame yet.</summary>
    /// <param name="name">A name for people.</param>
    /// <param name="size">The guest's memory, at least a page; a part that is no whole page is not used.</param>
    /// <param name="options">How the memory is set up; the defaults when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one page, or a NUMA node that the host does not have.</exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public GuestMemory AddGuest(string name, ByteSize size, GuestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfZero(size.Pages, nameof(size));
        options ??= new GuestOptions();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)options.NumaNode, (uint)Store.NumaNodes, nameof(options));
        if (Store.IsReadOnly)
        {
            throw new NotSupportedException("a host over dumps or processes has the guests that it was made with");
        }

        return Add(name, size.Pages, options);
    }

    /// <summary>Makes a store for pages outside frames, of the same kind as the host's own: bytes or tokens.</summary>
    /// <param name="slotCount">The pages that it can hold, 1 to <see cref="BackingStore.MaxSlotCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of slots is out of range.</exception>
    /// <exception cref="OutOfMemoryException">The process cannot reserve that much.</exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    public BackingStore CreateBackingStore(ulong slotCount)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfZero(slotCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slotCount, BackingStore.MaxSlotCount);
        BackingStore store = Store.CreateBackingStore(this, (uint)slotCount);
        _backingStores.Add(store);
        return store;
    }

    /// <summary>Moves a guest to another sharing domain; pages that it shared become private first.</summary>
    /// <param name="guest">A guest of this host.</param>
    /// <param name="domain">The domain to be in.</param>
    /// <returns>False when the host has too few free frames for the private copies; nothing was changed then.</returns>
    /// <exception cref="ArgumentException">The guest is not one of this host's.</exception>
    /// <exception cref="NotSupportedException">The host's store is read-only.</exception>
    public bool TryMoveToDomain(GuestMemory guest, SharingDomain domain)
    {
        ThrowIfNotOurs(guest);
        if (Store.IsReadOnly)
        {
            throw new NotSupportedException("a host over dumps or processes keeps everybody in one domain");
        }

        if (guest.Domain == domain)
        {
            return true;
        }

        if (Sharer.Options.Scope == SharingScope.Domain)
        {
            if (!guest.TryUnshareAll())
            {
                return false;
            }

            Sharer.NoteDue(guest, new PageRange(default, guest.PageCount));
        }

        guest.Domain = domain;
        return true;
    }

    /// <summary>Releases the guests, the sharer, the backing stores and the store.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Sharer.Dispose();
        foreach (GuestMemory guest in _guests)
        {
            guest.Release();
        }

        _guests.Clear();
        foreach (BackingStore store in _backingStores)
        {
            store.Release();
        }

        _backingStores.Clear();
        Store.Dispose();
    }

    /// <summary>Takes away one reference to a frame, and the frame itself with the last one.</summary>
    internal void DropReference(uint frame)
    {
        ref uint references = ref Store.References(frame);
        Debug.Assert(references > 0, "a reference is dropped once");
        if (references > 1)
        {
            references--;
            Sharer.NoteReferenceDropped(frame);
            return;
        }

        Sharer.RemoveHint(frame);
        references = 0;
        Store.Free(frame);
    }

    internal void Remove(GuestMemory guest)
    {
        if (Store.IsReadOnly)
        {
            throw new NotSupportedException("a host over dumps or processes has the guests that it was made with");
        }

        guest.Discard(new PageRange(default, guest.PageCount));
        Sharer.RemoveGuest(guest);
        _guests.Remove(guest);
    }

    internal void Remove(BackingStore store) => _backingStores.Remove(store);

    internal void NoteLargePage(uint firstFrame) => _largePages.Add(firstFrame);

    internal bool IsInLargePage(uint frame) => _largePages.Count != 0 && _largePages.Contains(FirstOfLarge(frame));

    /// <summary>Splits the large page that a frame is part of. False when it is part of none.</summary>
    internal bool TrySplitLargePage(uint frame) => _largePages.Count != 0 && _largePages.Remove(FirstOfLarge(frame));

    internal void ThrowIfNotOurs(GuestMemory guest)
    {
        ArgumentNullException.ThrowIfNull(guest);
        if (guest.Host != this || guest.IsDisposed)
        {
            throw new ArgumentException($"guest {guest.Name} is not on this host", nameof(guest));
        }
    }

    private static uint FirstOfLarge(uint frame) => frame & ~(uint)(Page.PagesPerLargePage - 1);

    private GuestMemory Add(string name, ulong pageCount, GuestOptions options)
    {
        GuestMemory guest = new(this, name, pageCount, options);
        _guests.Add(guest);
        Sharer.AddGuest(guest);
        return guest;
    }

    private void AddSourceGuests(SourceFrameStore sources)
    {
        for (int i = 0; i < sources.Sources.Count; i++)
        {
            ulong pages = sources.Sources[i].PageCount;
            GuestMemory guest = Add($"source {i}", pages, new GuestOptions());
            for (ulong page = 0; page < pages; page++)
            {
                guest.Table[page] = GuestPageTable.EntryOf((uint)(sources.FirstFrameOf(i) + page));
            }

            guest.MappedPages = pages;
            Sharer.NoteDue(guest, new PageRange(default, pages));
        }
    }
}
