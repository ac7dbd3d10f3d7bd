namespace PageEngine.Images;

/// <summary>The pages of a checkpoint, read in place.</summary>
/// <remarks>
/// Holds 16 bytes for each 1024 pages. The part of the map that a read needs is read and checked with it, which costs
/// about a microsecond for up to 1024 pages.
/// </remarks>
internal sealed class CheckpointPages : ImagePages
{
    private readonly ArchiveFile _file;
    private readonly ArchiveCatalog _catalog;
    private readonly ContentReader _contents;
    private readonly CheckpointRecord _record;
    private readonly byte[] _directory;
    private readonly IDisposable? _owned;

    internal CheckpointPages(
        ArchiveFile file, ArchiveCatalog catalog, ContentReader contents, CheckpointRecord record, IDisposable? owned)
    {
        _file = file;
        _catalog = catalog;
        _contents = contents;
        _record = record;
        _owned = owned;
        byte[] index = new byte[record.IndexLength];
        file.Read(record.IndexOffset, index);
        int directory = (int)record.DirectoryLength;
        MemoryImageSegment[]? segments = ArchiveChecksum.Of(index, catalog.Seed) != record.IndexChecksum
            ? null
            : CheckpointIndex.ReadSegments(index.AsSpan(directory, (int)record.SegmentsLength), record.PageCount);
        Segments = segments ?? throw Damaged();
        _directory = index[..directory];
    }

    internal MemoryImageSegment[] Segments { get; }

    /// <summary>The number of parts of the map.</summary>
    internal int ChunkCount => _directory.Length / PageMapEntry.Length;

    internal override int Read(ulong firstPage, Span<byte> destination)
    {
        Span<uint> values = stackalloc uint[PageMapChunk.Pages];
        int wanted = destination.Length >> Page.Shift;
        int done = 0;
        while (done < wanted)
        {
            ulong page = firstPage + (ulong)done;
            int within = (int)(page % PageMapChunk.Pages);
            int take = Math.Min(wanted - done, PageMapChunk.Pages - within);
            ReadValues((int)(page >> PageMapChunk.PageShift), within, values[..take]);
            int read = _contents.Read(values[..take], destination.Slice(done << Page.Shift, take << Page.Shift));
            done += read;
            if (read < take)
            {
                break;
            }
        }

        return done;
    }

    internal override bool IsKnownZero(ulong firstPage, out ulong runLength)
    {
        int chunk = (int)(firstPage >> PageMapChunk.PageShift);
        int within = (int)(firstPage % PageMapChunk.Pages);
        int behind = chunk;
        while (behind < ChunkCount && EntryOf(behind).IsZero)
        {
            behind++;
        }

        if (behind > chunk)
        {
            runLength = Math.Min((ulong)behind << PageMapChunk.PageShift, _record.PageCount) - firstPage;
            return true;
        }

        Span<byte> bytes = stackalloc byte[PageMapChunk.Length];
        int count = (int)Math.Min(PageMapChunk.Pages - within, (long)(_record.PageCount - firstPage));
        if (!TryReadChunk(chunk, bytes))
        {
            // Reading the pages will say what is wrong with them.
            runLength = (ulong)count;
            return false;
        }

        bool isZero = PageMapChunk.ValueAt(bytes, within) == PageMapValue.Zero;
        int run = 1;
        while (run < count && PageMapChunk.ValueAt(bytes, within + run) == PageMapValue.Zero == isZero)
        {
            run++;
        }

        runLength = (ulong)run;
        return isZero;
    }

    internal PageMapEntry EntryOf(int chunk) => PageMapEntry.Read(_directory.AsSpan(chunk * PageMapEntry.Length));

    /// <summary>Reads a part of the map; false if it is damaged.</summary>
    internal bool TryReadChunk(int chunk, Span<byte> bytes)
    {
        PageMapEntry entry = EntryOf(chunk);
        if (entry.IsZero)
        {
            bytes.Clear();
            return true;
        }

        if (entry.Offset < ArchiveHeader.Length || entry.Offset > _record.Offset - PageMapChunk.Length)
        {
            return false;
        }

        _file.Read(entry.Offset, bytes);
        return ArchiveChecksum.Of(bytes, _catalog.Seed) == entry.Checksum;
    }

    internal PageSourceException DamagedMap(int chunk) =>
        _file.Failure($"the page map of checkpoint {_record.Number} is damaged at byte {EntryOf(chunk).Offset}");

    public override void Dispose() => _owned?.Dispose();

    private void ReadValues(int chunk, int first, Span<uint> values)
    {
        Span<byte> bytes = stackalloc byte[PageMapChunk.Length];
        if (!TryReadChunk(chunk, bytes))
        {
            throw DamagedMap(chunk);
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = PageMapChunk.ValueAt(bytes, first + i);
        }
    }

    private PageSourceException Damaged() => _file.Failure($"the index of checkpoint {_record.Number} is damaged");
}
