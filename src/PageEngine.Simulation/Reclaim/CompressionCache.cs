namespace PageEngine.Simulation;

/// <summary>
/// The books of one guest's compressed pages: who is kept, how much memory that takes, who is the oldest.
/// </summary>
/// <remarks>
/// <para>A page is kept only if it fits half a page, so that two share a frame and each saves half of one
/// (Understanding Memory Resource Management in ESX 4.1). The bytes are the caller's, and so is writing the oldest page
/// to swap when the cache is full.</para>
/// <para>Not thread-safe. Entries are reused, so nothing is allocated once the cache has been as full as it
/// gets.</para>
/// </remarks>
public sealed class CompressionCache
{
    private const int None = -1;
    private readonly CompressionOptions _options;
    private readonly Dictionary<ulong, int> _indexes = [];
    private readonly List<Entry> _entries = [];
    private int _oldest = None;
    private int _newest = None;
    private int _free = None;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="guestPages">The pages of the guest.</param>
    /// <param name="options">When pages are kept; as in ESX when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public CompressionCache(ulong guestPages, CompressionOptions? options = null)
    {
        _options = options ?? new CompressionOptions();
        _options.Validate();
        MaxFrames = PageArithmetic.Scale(guestPages, _options.MaxShare);
    }

    /// <summary>The most frames that the cache may take.</summary>
    public ulong MaxFrames { get; }

    /// <summary>The pages that are kept.</summary>
    public ulong Count => (ulong)_indexes.Count;

    /// <summary>The frames that the cache takes: one for every two pages.</summary>
    public ulong Frames => (Count + 1) / 2;

    /// <summary>The frames that were freed by keeping pages compressed.</summary>
    public ulong SavedFrames => Count - Frames;

    /// <summary>The bytes that the kept pages came down to.</summary>
    public ulong CompressedBytes { get; private set; }

    /// <summary>Whether another page needs the oldest one to leave.</summary>
    public bool IsFull => Count >= 2 * MaxFrames;

    /// <summary>Says whether a compressed page is worth keeping.</summary>
    /// <param name="compressedBytes">The bytes that it came down to.</param>
    public bool IsWorthKeeping(int compressedBytes) => compressedBytes <= _options.MaxCompressedBytes;

    /// <summary>Whether a page is kept.</summary>
    /// <param name="page">The page.</param>
    public bool Contains(GuestFrameNumber page) => _indexes.ContainsKey(page.Value);

    /// <summary>Keeps a page as the newest, if it is small enough and there is room.</summary>
    /// <param name="page">The page, not yet kept.</param>
    /// <param name="compressedBytes">The bytes that it came down to, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="InvalidOperationException">The page is kept already.</exception>
    public CompressionOutcome Add(GuestFrameNumber page, int compressedBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(compressedBytes);
        if (Contains(page))
        {
            throw new InvalidOperationException($"Page {page} is kept already.");
        }

        if (!IsWorthKeeping(compressedBytes))
        {
            return CompressionOutcome.TooLarge;
        }

        if (IsFull)
        {
            return CompressionOutcome.Full;
        }

        Append(page.Value, compressedBytes);
        return CompressionOutcome.Stored;
    }

    /// <summary>Takes a page out: the guest touched it and it is expanded, or it is gone.</summary>
    /// <param name="page">The page.</param>
    /// <param name="compressedBytes">The bytes that it took.</param>
    /// <returns>Whether it was kept.</returns>
    public bool Remove(GuestFrameNumber page, out int compressedBytes)
    {
        compressedBytes = 0;
        if (!_indexes.Remove(page.Value, out int index))
        {
            return false;
        }

        compressedBytes = _entries[index].Bytes;
        Unlink(index);
        return true;
    }

    /// <summary>Takes the page out that was kept longest; the caller writes it to swap.</summary>
    /// <param name="page">The page.</param>
    /// <param name="compressedBytes">The bytes that it took.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTakeOldest(out GuestFrameNumber page, out int compressedBytes)
    {
        if (_oldest == None)
        {
            page = default;
            compressedBytes = 0;
            return false;
        }

        page = new GuestFrameNumber(_entries[_oldest].Page);
        return Remove(page, out compressedBytes);
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(_indexes.Count);
        for (int index = _oldest; index != None; index = _entries[index].Newer)
        {
            writer.Write(_entries[index].Page);
            writer.Write(_entries[index].Bytes);
        }
    }

    internal void Load(BinaryReader reader)
    {
        _indexes.Clear();
        _entries.Clear();
        CompressedBytes = 0;
        _oldest = _newest = _free = None;
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            GuestFrameNumber page = new(reader.ReadUInt64());
            int bytes = reader.ReadInt32();
            if (bytes < 0 || Contains(page) || Add(page, bytes) != CompressionOutcome.Stored)
            {
                throw new InvalidDataException("The saved compressed pages do not fit this cache.");
            }
        }
    }

    private void Append(ulong page, int bytes)
    {
        int index = _free;
        Entry entry = new(page, bytes, Older: _newest, Newer: None);
        if (index == None)
        {
            index = _entries.Count;
            _entries.Add(entry);
        }
        else
        {
            _free = _entries[index].Newer;
            _entries[index] = entry;
        }

        SetNewer(_newest, index);
        _newest = index;
        _indexes.Add(page, index);
        CompressedBytes += (ulong)bytes;
    }

    private void Unlink(int index)
    {
        Entry entry = _entries[index];
        CompressedBytes -= (ulong)entry.Bytes;
        SetNewer(entry.Older, entry.Newer);
        if (entry.Newer == None)
        {
            _newest = entry.Older;
        }
        else
        {
            _entries[entry.Newer] = _entries[entry.Newer] with { Older = entry.Older };
        }

        _entries[index] = new Entry(0, 0, None, _free);
        _free = index;
    }

    private void SetNewer(int index, int newer)
    {
        if (index == None)
        {
            _oldest = newer;
        }
        else
        {
            _entries[index] = _entries[index] with { Newer = newer };
        }
    }

    /// <summary>
    /// A kept page in the list from the oldest to the newest; a free entry points to the next free one.
    /// </summary>
    private readonly record struct Entry(ulong Page, int Bytes, int Older, int Newer);
}
