namespace PageEngine.Images;

/// <summary>Builds the page map of a checkpoint, page by page in ascending order.</summary>
/// <remarks>
/// Parts that end up as they are in the parent are not kept: they will be named again. What is kept is 4 bytes a page
/// of the other parts. Not thread-safe.
/// </remarks>
internal sealed class PageMapBuilder
{
    private readonly byte[]?[] _chunks;
    private readonly PageMapEntry[] _entries;
    private readonly CheckpointPages? _parent;
    private readonly byte[] _parentChunk = new byte[PageMapChunk.Length];
    private int _parentChunkIndex = -1;
    private int _open = -1;

    /// <summary>Begins a map.</summary>
    /// <param name="pageCount">The pages.</param>
    /// <param name="parent">A map with the same pages at the same places, or null.</param>
    /// <param name="startsAsParent">Whether pages that are not set are as in the parent; else they are zero.</param>
    internal PageMapBuilder(ulong pageCount, CheckpointPages? parent, bool startsAsParent)
    {
        _parent = parent;
        StartsAsParent = startsAsParent;
        int count = checked((int)PageMapChunk.CountFor(pageCount));
        _chunks = new byte[count][];
        _entries = new PageMapEntry[count];
        for (int chunk = 0; startsAsParent && chunk < count; chunk++)
        {
            _entries[chunk] = parent!.EntryOf(chunk);
        }
    }

    internal bool StartsAsParent { get; }

    internal int ChunkCount => _chunks.Length;

    /// <summary>What the parent's map says about a page; 0 without a parent, or where it is damaged.</summary>
    internal uint ParentValueOf(ulong page)
    {
        if (_parent is null)
        {
            return 0;
        }

        int chunk = (int)(page >> PageMapChunk.PageShift);
        return PageMapChunk.ValueAt(ParentChunk(chunk), (int)(page % PageMapChunk.Pages));
    }

    internal void Set(ulong page, uint value)
    {
        int chunk = (int)(page >> PageMapChunk.PageShift);
        if (chunk != _open)
        {
            Close();
            _open = chunk;
        }

        if (_chunks[chunk] is null)
        {
            if (value == 0 && !StartsAsParent)
            {
                return;
            }

            _chunks[chunk] = new byte[PageMapChunk.Length];
            if (StartsAsParent)
            {
                ParentChunk(chunk).CopyTo(_chunks[chunk]);
            }
        }

        PageMapChunk.SetValue(_chunks[chunk], (int)(page % PageMapChunk.Pages), value);
    }

    /// <summary>Ends the map.</summary>
    internal void Complete() => Close();

    /// <summary>Where a part stands that need not be written; if it must be, its bytes.</summary>
    internal PageMapEntry EntryOf(int chunk, out ReadOnlySpan<byte> bytes)
    {
        bytes = _chunks[chunk];
        return _entries[chunk];
    }

    private void Close()
    {
        if (_open < 0 || _chunks[_open] is not { } bytes)
        {
            return;
        }

        if (!bytes.AsSpan().ContainsAnyExcept((byte)0))
        {
            (_chunks[_open], _entries[_open]) = (null, default);
        }
        else if (_parent is not null && !_parent.EntryOf(_open).IsZero && ParentChunk(_open).SequenceEqual(bytes))
        {
            (_chunks[_open], _entries[_open]) = (null, _parent.EntryOf(_open));
        }
    }

    private ReadOnlySpan<byte> ParentChunk(int chunk)
    {
        if (_parentChunkIndex != chunk)
        {
            _parentChunkIndex = -1;
            if (!_parent!.TryReadChunk(chunk, _parentChunk))
            {
                if (StartsAsParent)
                {
                    throw _parent.DamagedMap(chunk);
                }

                _parentChunk.AsSpan().Clear();
            }

            _parentChunkIndex = chunk;
        }

        return _parentChunk;
    }
}
