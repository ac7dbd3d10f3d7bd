using System.Buffers.Binary;

namespace PageEngine.Images;

/// <summary>The end of a checkpoint: with it on the disk the checkpoint exists. See docs/archive.md.</summary>
internal sealed record CheckpointRecord
{
    internal const int Length = ChecksumAt + sizeof(ulong);

    /// <summary>The first bytes of a record; records stand at multiples of 8.</summary>
    internal const ulong Magic = 0x0A0D_544D_4345_5089;

    /// <summary>The most pages of a checkpoint, 256 TiB: the directory of its map fits into an array.</summary>
    internal const ulong MaxPages = 1UL << 36;

    private const int ChecksumAt = 144;
    private const ushort RunningFlag = 1;

    internal long Offset { get; init; }

    internal long PreviousOffset { get; init; }

    internal ulong PreviousChecksum { get; init; }

    /// <summary>Where the checkpoint's part of the archive begins: behind the record before it.</summary>
    internal long Start { get; init; }

    internal long DataLength { get; init; }

    internal uint FirstGroup { get; init; }

    internal uint GroupCount { get; init; }

    internal uint ContentCount { get; init; }

    internal uint ChunkCount { get; init; }

    internal ulong PageCount { get; init; }

    internal ulong ZeroPages { get; init; }

    internal ulong MissingPages { get; init; }

    internal ulong PaddedBytes { get; init; }

    internal long Created { get; init; }

    internal uint Number { get; init; }

    internal uint Parent { get; init; }

    internal uint SegmentCount { get; init; }

    internal bool IsOfRunning { get; init; }

    internal ushort MachineLength { get; init; }

    internal ushort NameLength { get; init; }

    internal ushort SourceLength { get; init; }

    /// <summary>Always 0 in this version.</summary>
    internal uint Unused { get; init; }

    internal ulong TableChecksum { get; init; }

    internal ulong IndexChecksum { get; init; }

    /// <summary>The checksum of the record itself; known once it was written or read.</summary>
    internal ulong Checksum { get; private set; }

    internal long End => Offset + Length;

    internal long TableOffset => Start + Align(DataLength);

    internal long TableLength => (long)GroupCount * ContentGroup.Length;

    internal long ChunksOffset => TableOffset + TableLength;

    internal long IndexOffset => ChunksOffset + ((long)ChunkCount * PageMapChunk.Length);

    internal long DirectoryLength => (long)PageMapChunk.CountFor(PageCount) * PageMapEntry.Length;

    internal long SegmentsLength => (long)SegmentCount * CheckpointIndex.SegmentLength;

    internal long TextLength => (long)MachineLength + NameLength + SourceLength;

    internal long IndexLength => DirectoryLength + SegmentsLength + Align(TextLength);

    internal static long Align(long length) => (length + 7) & ~7L;

    internal void Write(Span<byte> bytes, ulong seed)
    {
        var writer = new FieldWriter(bytes);
        writer.Put(Magic);
        writer.Put((ulong)Offset);
        writer.Put((ulong)PreviousOffset);
        writer.Put(PreviousChecksum);
        writer.Put((ulong)Start);
        writer.Put((ulong)DataLength);
        writer.Put(FirstGroup);
        writer.Put(GroupCount);
        writer.Put(ContentCount);
        writer.Put(ChunkCount);
        writer.Put(PageCount);
        writer.Put(ZeroPages);
        writer.Put(MissingPages);
        writer.Put(PaddedBytes);
        writer.Put((ulong)Created);
        writer.Put(Number);
        writer.Put(Parent);
        writer.Put(SegmentCount);
        writer.Put(IsOfRunning ? RunningFlag : (ushort)0);
        writer.Put(MachineLength);
        writer.Put(NameLength);
        writer.Put(SourceLength);
        writer.Put(Unused);
        writer.Put(TableChecksum);
        writer.Put(IndexChecksum);
        Checksum = ArchiveChecksum.Of(bytes[..ChecksumAt], seed);
        writer.Put(Checksum);
    }

    /// <summary>Reads a record that stands at an offset; null if there is none, or none that makes sense.</summary>
    internal static CheckpointRecord? Read(ReadOnlySpan<byte> bytes, long offset, ulong seed)
    {
        ulong checksum = BinaryPrimitives.ReadUInt64LittleEndian(bytes[ChecksumAt..]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || checksum != ArchiveChecksum.Of(bytes[..ChecksumAt], seed))
        {
            return null;
        }

        var reader = new FieldReader(bytes[sizeof(ulong)..]);
        var record = new CheckpointRecord
        {
            Offset = (long)reader.Long(),
            PreviousOffset = (long)reader.Long(),
            PreviousChecksum = reader.Long(),
            Start = (long)reader.Long(),
            DataLength = (long)reader.Long(),
            FirstGroup = reader.Word(),
            GroupCount = reader.Word(),
            ContentCount = reader.Word(),
            ChunkCount = reader.Word(),
            PageCount = reader.Long(),
            ZeroPages = reader.Long(),
            MissingPages = reader.Long(),
            PaddedBytes = reader.Long(),
            Created = (long)reader.Long(),
            Number = reader.Word(),
            Parent = reader.Word(),
            SegmentCount = reader.Word(),
            IsOfRunning = reader.Short() == RunningFlag,
            MachineLength = reader.Short(),
            NameLength = reader.Short(),
            SourceLength = reader.Short(),
            Unused = reader.Word(),
            TableChecksum = reader.Long(),
            IndexChecksum = reader.Long(),
        };
        record.Checksum = checksum;
        return record.Offset == offset && record.IsConsistent() ? record : null;
    }

    /// <summary>Whether this record can follow another one, or be the first.</summary>
    internal bool Follows(CheckpointRecord? previous) => previous is null
        ? PreviousOffset == 0 && PreviousChecksum == 0 && Start == ArchiveHeader.Length && FirstGroup == 0
        : PreviousOffset == previous.Offset && PreviousChecksum == previous.Checksum && Start == previous.End
            && FirstGroup == previous.FirstGroup + previous.GroupCount && Number > previous.Number;

    // Every length is bounded before lengths are added, and the parts must fill the space between both records.
    private bool IsConsistent() =>
        Start >= ArchiveHeader.Length && Start <= Offset && DataLength >= 0 && DataLength <= Offset - Start
        && PageCount is > 0 and <= MaxPages
        && ZeroPages <= PageCount && MissingPages <= PageCount - ZeroPages
        && PaddedBytes < PageCount << Page.Shift
        && FirstGroup <= int.MaxValue && GroupCount <= (PageMapValue.MaxContents >> ContentGroup.Shift) - FirstGroup
        && ContentCount <= (long)GroupCount * ContentGroup.Capacity
        && (GroupCount == 0 || ContentCount > (GroupCount - 1L) * ContentGroup.Capacity)
        && Number > Parent && SegmentCount > 0
        && IndexLength <= Array.MaxLength && IndexOffset + IndexLength == Offset;
}
