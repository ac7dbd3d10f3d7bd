using System.IO.Hashing;

namespace PageEngine.Images;

/// <summary>Writes what stands between the bytes of the contents and the record: tables, map, index.</summary>
internal sealed class CheckpointEnd(ArchiveFile file, ArchiveCatalog catalog)
{
    private const int BufferLength = 1 << 20;

    private readonly byte[] _buffer = new byte[BufferLength];
    private int _buffered;
    private long _position;

    /// <summary>Writes everything but the record.</summary>
    /// <param name="draft">The record as far as it is known: counts are, checksums and the own offset are not.</param>
    /// <param name="map">The finished map.</param>
    /// <param name="segments">The runs of pages.</param>
    /// <param name="texts">Machine, name and source, encoded.</param>
    /// <returns>The record, which is not written.</returns>
    internal CheckpointRecord Write(
        CheckpointRecord draft, PageMapBuilder map, IReadOnlyList<MemoryImageSegment> segments, byte[][] texts)
    {
        _position = draft.Start + draft.DataLength;
        Put(new byte[draft.TableOffset - _position]);
        ulong tables = PutTables(draft);
        byte[] index = new byte[draft.IndexLength];
        draft = draft with { ChunkCount = PutMap(map, index, draft.ChunksOffset) };
        CheckpointIndex.WriteTail(index.AsSpan((int)draft.DirectoryLength), segments, texts);
        Put(index);
        Flush();
        return draft with
        {
            Offset = _position,
            TableChecksum = tables,
            IndexChecksum = ArchiveChecksum.Of(index, catalog.Seed),
        };
    }

    private ulong PutTables(CheckpointRecord draft)
    {
        XxHash3 checksum = ArchiveChecksum.Begin(catalog.Seed);
        for (uint i = 0; i < draft.GroupCount; i++)
        {
            byte[] bytes = catalog.Groups[(int)(draft.FirstGroup + i)]!.Bytes;
            checksum.Append(bytes);
            Put(bytes);
        }

        return checksum.GetCurrentHashAsUInt64();
    }

    private uint PutMap(PageMapBuilder map, Span<byte> directory, long offset)
    {
        uint written = 0;
        for (int chunk = 0; chunk < map.ChunkCount; chunk++)
        {
            PageMapEntry entry = map.EntryOf(chunk, out ReadOnlySpan<byte> bytes);
            if (!bytes.IsEmpty)
            {
                entry = new PageMapEntry(offset, ArchiveChecksum.Of(bytes, catalog.Seed));
                Put(bytes);
                offset += bytes.Length;
                written++;
            }

            entry.Write(directory[(chunk * PageMapEntry.Length)..]);
        }

        return written;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int take = Math.Min(bytes.Length, BufferLength - _buffered);
            bytes[..take].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += take;
            bytes = bytes[take..];
            if (_buffered == BufferLength)
            {
                Flush();
            }
        }
    }

    private void Flush()
    {
        file.Write(_position, _buffer.AsSpan(0, _buffered));
        _position += _buffered;
        _buffered = 0;
    }
}
