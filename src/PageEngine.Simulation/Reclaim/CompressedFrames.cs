using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>The frames of a host that hold compressed pages, two pages to a frame.</summary>
/// <remarks>
/// <para>They belong to a guest of the core that no machine sees, so that every frame is in the same books. On a host of
/// bytes a frame holds the compressed bytes of its pages; on a host of tokens the tokens stand in a table beside it.</para>
/// <code>
/// place = 2 · page of the hidden guest + half
/// </code>
/// Who is the oldest, and how many a machine may have, is in the machine's <see cref="CompressionCache"/>.
/// </remarks>
internal sealed class CompressedFrames
{
    private const int PlacesPerFrame = 2;
    private const int Unused = -1;

    private readonly HostMemory _memory;
    private readonly CompressionModel _model;
    private readonly IPageCompressor? _compressor;
    private readonly byte[] _page = new byte[Page.Size];
    private readonly byte[] _compressed = new byte[Page.Size];
    private readonly byte[] _stored = new byte[CompressionOptions.SlotSize];
    private readonly Stack<uint> _freePlaces = new();
    private readonly List<Entry> _entries = [];
    private readonly GuestMemory _frames;
    private ulong _token;
    private int _length;

    internal CompressedFrames(HostMemory memory, CompressionSpec spec)
        : this(memory, spec, memory.Pages.AddGuest("(compressed pages)", ByteSize.FromPages(memory.Capacity))) =>
        _frames.IsMergeable = false;

    /// <summary>Takes up the frames of a host that was restored.</summary>
    internal CompressedFrames(HostMemory memory, CompressionSpec spec, GuestMemory frames)
    {
        _memory = memory;
        _frames = frames;
        _model = new CompressionModel(spec.CompressibleShare);
        if (memory.Pages.Store is ByteFrameStore)
        {
            _compressor = spec.Compressor == CompressorKind.Lz4 ? new Lz4PageCompressor() : new ZstandardPageCompressor();
        }
    }

    /// <summary>The frames taken.</summary>
    internal ulong Frames => _frames.MappedPages;

    /// <summary>The compressed pages.</summary>
    internal int Count { get; private set; }

    /// <summary>Compresses a page of a machine for <see cref="Store"/>, and says to how many bytes; 4096 when it cannot be.</summary>
    internal int Compress(PagedMemory owner, ulong page)
    {
        GuestFrameNumber number = new(page);
        if (_compressor is not null)
        {
            owner.Guest.Read(number.Address, _page);
            _length = CompressionModel.SizeOf(_compressor, _page, _compressed.AsSpan(0, CompressionOptions.SlotSize));
            return _length;
        }

        bool hasToken = owner.Guest.TryGetToken(number, out PageToken token);
        _token = token.Value;
        _length = hasToken ? _model.SizeOf(token) : Page.Size;
        return _length;
    }

    /// <summary>Keeps the page that was compressed last; its own frame is free already, so one is to be had.</summary>
    /// <returns>The place.</returns>
    internal uint Store()
    {
        Debug.Assert(_length <= CompressionOptions.SlotSize, "the page fits its place");
        if (!_freePlaces.TryPop(out uint place))
        {
            place = (uint)_entries.Count;
            _entries.Add(new Entry(0, Unused));
            _entries.Add(new Entry(0, Unused));
            _freePlaces.Push(place + 1);
        }

        bool stored = _compressor is null
            ? _frames.TryWrite(new GuestFrameNumber(place / PlacesPerFrame), new PageToken(Math.Max(_token, 1)))
            : _frames.TryWrite(AddressOf(place), _compressed.AsSpan(0, _length));
        Debug.Assert(stored, "a frame has just become free");
        _entries[(int)place] = new Entry(_token, _length);
        Count++;
        return place;
    }

    /// <summary>Decompresses a page into a machine's memory; a frame is free. The place is free afterwards.</summary>
    internal void MoveTo(uint place, GuestMemory guest, ulong page)
    {
        GuestFrameNumber number = new(page);
        bool filled = _compressor is null
            ? guest.TryFill(number, new PageToken(_entries[(int)place].Token))
            : guest.TryFill(number, Expand(place));
        Debug.Assert(filled, "a frame is free");
        Free(place);
    }

    /// <summary>Decompresses a page into a slot. The place is free afterwards.</summary>
    internal void MoveTo(uint place, BackingStore store, uint slot)
    {
        if (_compressor is null)
        {
            store.Write(slot, new PageToken(_entries[(int)place].Token));
        }
        else
        {
            store.Write(slot, Expand(place));
        }

        Free(place);
    }

    /// <summary>Looks at a page without decompressing it for good: the token, or the bytes, which are good until the next call.</summary>
    /// <returns>Whether it is a token.</returns>
    internal bool Peek(uint place, out PageToken token, out ReadOnlySpan<byte> bytes)
    {
        bool isToken = _compressor is null;
        token = isToken ? new PageToken(_entries[(int)place].Token) : default;
        bytes = isToken ? default : Expand(place);
        return isToken;
    }

    /// <summary>Forgets a page.</summary>
    internal void Free(uint place)
    {
        Debug.Assert(_entries[(int)place].Length != Unused, "the place holds a page");
        _entries[(int)place] = new Entry(0, Unused);
        _freePlaces.Push(place);
        Count--;
        if (_entries[(int)(place ^ 1)].Length == Unused)
        {
            _frames.Discard(new PageRange(new GuestFrameNumber(place / PlacesPerFrame), 1));
        }
    }

    /// <summary>A book in which machines claim the places of their pages.</summary>
    internal SlotBook OpenBook() =>
        new("compression cache", _entries.Count, Count, place => _entries[(int)place].Length != Unused);

    internal void CheckInvariants()
    {
        int used = 0;
        for (int place = 0; place < _entries.Count; place += PlacesPerFrame)
        {
            int here = (_entries[place].Length != Unused ? 1 : 0) + (_entries[place + 1].Length != Unused ? 1 : 0);
            bool mapped = _frames.MappingOf(new GuestFrameNumber((ulong)place / PlacesPerFrame)) == PageMapping.Private;
            used += here;
            if (here > 0 != mapped)
            {
                throw new InvalidOperationException($"{here} compressed pages at place {place} and {(mapped ? "a" : "no")} frame");
            }
        }

        if (used != Count)
        {
            throw new InvalidOperationException($"{used} pages are compressed and {Count} are counted");
        }
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(_memory.IndexOf(_frames));
        writer.Write(_entries.Count);
        foreach (Entry entry in _entries)
        {
            writer.Write(entry.Token);
            writer.Write(entry.Length);
        }

        writer.Write(_freePlaces.Count);
        foreach (uint place in _freePlaces.Reverse())
        {
            writer.Write(place);
        }
    }

    internal static CompressedFrames Load(HostMemory memory, CompressionSpec spec, StateReader reader)
    {
        GuestMemory hidden = memory.Pages.Guests[reader.ReadIndex(memory.Pages.Guests.Count)];
        StateReader.Require(hidden.PageCount == memory.Capacity, "the compressed pages are in a guest of another size");
        CompressedFrames frames = new(memory, spec, hidden);
        int entries = reader.ReadCount();
        for (int i = 0; i < entries; i++)
        {
            Entry entry = new(reader.ReadUInt64(), reader.ReadInt32());
            StateReader.Require(entry.Length is >= Unused and <= CompressionOptions.SlotSize, "a compressed page is too long");
            frames._entries.Add(entry);
            frames.Count += entry.Length == Unused ? 0 : 1;
        }

        int free = reader.ReadCount(entries);
        for (int i = 0; i < free; i++)
        {
            frames._freePlaces.Push((uint)reader.ReadIndex(entries));
        }

        return frames;
    }

    private ReadOnlySpan<byte> Expand(uint place)
    {
        // Not the buffer of what was compressed last: that page waits while an older one makes room for it.
        Span<byte> source = _stored.AsSpan(0, _entries[(int)place].Length);
        _frames.Read(AddressOf(place), source);
        bool expanded = _compressor!.TryDecompress(source, _page);
        Debug.Assert(expanded, "what was compressed here can be decompressed");
        return _page;
    }

    private static ulong AddressOf(uint place) => (ulong)place * CompressionOptions.SlotSize;

    private readonly record struct Entry(ulong Token, int Length);
}
