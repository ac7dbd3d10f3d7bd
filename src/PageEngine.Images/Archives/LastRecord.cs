using System.Buffers.Binary;

namespace PageEngine.Images;

/// <summary>Finds the record of the last complete checkpoint.</summary>
/// <remarks>
/// It ends the archive, unless a writer is at work or was stopped in the middle of one: then the bytes behind the last
/// record are searched backwards. A record says where it stands and has a checksum with the archive's seed, so bytes of
/// memory are not taken for one.
/// </remarks>
internal static class LastRecord
{
    private const int BlockLength = 1 << 20;

    internal static CheckpointRecord? Find(ArchiveFile file, long length, ulong seed)
    {
        Span<byte> bytes = stackalloc byte[CheckpointRecord.Length];
        if (length < ArchiveHeader.Length + CheckpointRecord.Length)
        {
            return null;
        }

        file.Read(length - bytes.Length, bytes);
        return CheckpointRecord.Read(bytes, length - bytes.Length, seed) ?? Search(file, length, seed);
    }

    private static CheckpointRecord? Search(ArchiveFile file, long length, ulong seed)
    {
        int room = (int)Math.Min(BlockLength, length);
        byte[] block = new byte[room + CheckpointRecord.Length];
        long end = CheckpointRecord.Align(length - CheckpointRecord.Length + 1);
        while (end > ArchiveHeader.Length)
        {
            // Records that begin in the block are looked at, so their bytes are read as well.
            long start = Math.Max(ArchiveHeader.Length, end - room);
            int take = (int)Math.Min(end - start + CheckpointRecord.Length, length - start);
            file.Read(start, block.AsSpan(0, take));
            for (long offset = end - sizeof(ulong); offset >= start; offset -= sizeof(ulong))
            {
                ReadOnlySpan<byte> bytes = block.AsSpan((int)(offset - start));
                if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) == CheckpointRecord.Magic
                    && offset + CheckpointRecord.Length <= length
                    && CheckpointRecord.Read(bytes[..CheckpointRecord.Length], offset, seed) is { } record)
                {
                    return record;
                }
            }

            end = start;
        }

        return null;
    }
}
