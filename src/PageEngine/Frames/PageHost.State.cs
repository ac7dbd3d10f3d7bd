namespace PageEngine;

/// <content>Saving and restoring a host with everything in it.</content>
public sealed partial class PageHost
{
    /// <summary>
    /// Writes the host with everything in it: frames, guests, dirty logs with their cursors, sharer, backing stores.
    /// </summary>
    /// <remarks>
    /// <para>Changes nothing, and equal hosts give equal bytes. A host restored from it goes on exactly as this one
    /// would: the same frames, the same merges, the same counters. What was never used costs next to nothing; the rest
    /// is written as it is read, with one block of 64 KiB in memory. Allocates that block and a little for each chain
    /// of duplicates.</para>
    /// <para>The stream is neither flushed nor closed. <see cref="Restore"/> reads no byte behind the host, so hosts
    /// may stand inside other streams.</para>
    /// </remarks>
    /// <param name="destination">A stream that can be written.</param>
    /// <exception cref="NotSupportedException">
    /// The host's store is read-only: make such a host anew from its sources.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The host, or the dirty log of a guest, is disposed.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Save(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ThrowIfCannotBeCopied();
        StateWriter writer = new(destination);
        Store.SaveLayout(writer);
        Sharer.Options.Save(writer);
        writer.WriteNumber((ulong)_guests.Count);
        foreach (GuestMemory guest in _guests)
        {
            guest.Save(writer);
        }

        SaveLargePages(writer);
        Store.SaveContents(writer);
        writer.WriteNumber((ulong)_backingStores.Count);
        foreach (BackingStore store in _backingStores)
        {
            store.Save(writer);
        }

        Sharer.Save(writer);
        writer.Finish();
    }

    /// <summary>Makes a host from what <see cref="Save"/> wrote.</summary>
    /// <remarks>
    /// <para>Any number of hosts can be made from one save; they know nothing of each other. Open cursors are found in
    /// <see cref="DirtyLog.Cursors"/>, guests in <see cref="Guests"/> and stores in <see cref="BackingStores"/>, each at
    /// the place that it had.</para>
    /// <para>The stream is not trusted: every number is checked before it is used, memory is held against
    /// <see cref="PageHostRestoreOptions.MaxReservation"/> before it is reserved, and a checksum stands at the
    /// end.</para>
    /// </remarks>
    /// <param name="source">A stream that can be read and stands where a saved host begins.</param>
    /// <param name="options">Where memory comes from and how much of it; the defaults when left out.</param>
    /// <exception cref="InvalidDataException">
    /// The stream holds no saved host, a damaged one, or one beyond the limit; the message says which.
    /// </exception>
    /// <exception cref="OutOfMemoryException">The process cannot reserve as much as the host needs.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static PageHost Restore(Stream source, PageHostRestoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new PageHostRestoreOptions();
        StateReader reader = new(source, options.MaxReservation);
        FrameStore store = FrameStore.LoadLayout(reader, options.Allocator);
        PageHost? host = null;
        try
        {
            host = new PageHost(store, SharingOptions.Load(reader));
            host.Load(reader);
            return host;
        }
        catch
        {
            host?.Dispose();
            store.Dispose();
            throw;
        }
    }

    /// <summary>Makes a host that goes on exactly as this one would, and knows nothing of it.</summary>
    /// <remarks>
    /// The result of <see cref="Save"/> and <see cref="Restore"/>, copied from memory to memory, from the same
    /// allocators. It takes the time and room of the pages that are used and of the tables.
    /// </remarks>
    /// <exception cref="NotSupportedException">
    /// The host's store is read-only: make such a host anew from its sources.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The host, or the dirty log of a guest, is disposed.</exception>
    /// <exception cref="OutOfMemoryException">The process cannot reserve as much as the host needs.</exception>
    public PageHost Fork()
    {
        ThrowIfCannotBeCopied();
        PageHost copy = new(Store.Copy(), Sharer.Options);
        try
        {
            foreach (GuestMemory guest in _guests)
            {
                guest.CopyTo(copy);
            }

            copy._largePages.UnionWith(_largePages);
            foreach (BackingStore store in _backingStores)
            {
                store.CopyTo(copy);
            }

            copy.Sharer.CopyFrom(Sharer);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    internal int IndexOf(GuestMemory guest) => _guests.IndexOf(guest);

    private void ThrowIfCannotBeCopied()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Store.IsReadOnly)
        {
            throw new NotSupportedException("a host over dumps or processes is made anew from its sources");
        }
    }

    private void Load(StateReader reader)
    {
        for (ulong left = reader.ReadNumber(int.MaxValue, "the number of guests"); left != 0; left--)
        {
            GuestMemory.Load(reader, this);
        }

        Store.TakeMapped();
        LoadLargePages(reader);
        Store.LoadContents(reader);
        for (ulong left = reader.ReadNumber(int.MaxValue, "the number of backing stores"); left != 0; left--)
        {
            BackingStore.Load(reader, this);
        }

        StateReader.Require(
            Store is not TokenFrameStore tokens || tokens.Pages.Literals.AreAllClaimed(),
            "a literal belongs to no page");
        Sharer.Load(reader);
        reader.Finish();
    }

    private void SaveLargePages(StateWriter writer)
    {
        uint[] firstFrames = [.. _largePages];
        Array.Sort(firstFrames);
        writer.WriteNumber((ulong)firstFrames.Length);
        foreach (uint frame in firstFrames)
        {
            writer.WriteNumber(frame >> Page.LargePageShift);
        }
    }

    private void LoadLargePages(StateReader reader)
    {
        ulong count = Store.FirstNeverUsed >> Page.LargePageShift;
        for (ulong left = reader.ReadNumber(count, "the number of large pages"); left != 0; left--)
        {
            uint first = (uint)reader.ReadNumber(count - 1, "a large page") << Page.LargePageShift;
            for (uint frame = first; frame < first + Page.PagesPerLargePage; frame++)
            {
                StateReader.Require(Store.References(frame) == 1, "a part of a large page is free or shared");
            }

            StateReader.Require(_largePages.Add(first), "a large page is there twice");
        }
    }
}
