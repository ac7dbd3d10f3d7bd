namespace PageEngine.Images;

/// <summary>What an archive holds: its complete checkpoints, and the tables of all contents.</summary>
/// <remarks>
/// Content number n is the entry n mod 256 of group n / 256; the last group of a checkpoint may have free places, whose
/// numbers nobody has. A group whose table is damaged is null. Only a writer changes
/// it, and never while pages are read.
/// </remarks>
internal sealed class ArchiveCatalog
{
    private readonly List<MemoryCheckpoint> _checkpoints = [];
    private readonly List<ContentGroup?> _groups = [];

    internal ArchiveCatalog(ulong seed) => Seed = seed;

    /// <summary>The seed of fingerprints and checksums.</summary>
    internal ulong Seed { get; }

    internal IReadOnlyList<MemoryCheckpoint> Checkpoints => _checkpoints;

    internal IReadOnlyList<ContentGroup?> Groups => _groups;

    internal CheckpointRecord? Last => _checkpoints.Count == 0 ? null : _checkpoints[^1].Record;

    /// <summary>Where the next checkpoint begins.</summary>
    internal long End => Last?.End ?? ArchiveHeader.Length;

    /// <summary>Reads an archive as it is now, up to the end of the last complete checkpoint.</summary>
    internal static ArchiveCatalog Load(ArchiveFile file)
    {
        long length = file.Length;
        Span<byte> header = stackalloc byte[ArchiveHeader.Length];
        header = header[..(int)Math.Min(header.Length, length)];
        file.Read(0, header);
        if (ArchiveHeader.Read(header, out ulong seed) is { } reason)
        {
            throw file.Failure(reason);
        }

        var catalog = new ArchiveCatalog(seed);
        foreach (CheckpointRecord record in Chain(file, LastRecord.Find(file, length, seed), seed))
        {
            catalog._checkpoints.Add(ReadCheckpoint(file, record, seed));
            catalog.ReadGroups(file, record);
        }

        return catalog;
    }

    /// <summary>Adds a checkpoint that was written; its groups were added before.</summary>
    internal void Add(MemoryCheckpoint checkpoint) => _checkpoints.Add(checkpoint);

    /// <summary>Adds the table of contents that are being written.</summary>
    internal void AddGroup(ContentGroup group) => _groups.Add(group);

    /// <summary>Forgets the tables of a checkpoint that was not finished.</summary>
    internal void RemoveGroupsFrom(int count) => _groups.RemoveRange(count, _groups.Count - count);

    /// <summary>The fingerprint of a content; false if its table is damaged or not there.</summary>
    internal bool TryGetFingerprint(uint content, out ulong fingerprint)
    {
        uint index = content >> ContentGroup.Shift;
        ContentGroup? group = index < _groups.Count ? _groups[(int)index] : null;
        fingerprint = group?.FingerprintOf((int)(content % ContentGroup.Capacity)) ?? 0;
        return group is not null;
    }

    // Each record names the one before it, so they are collected backwards.
    private static Stack<CheckpointRecord> Chain(ArchiveFile file, CheckpointRecord? last, ulong seed)
    {
        var chain = new Stack<CheckpointRecord>();
        byte[] bytes = new byte[CheckpointRecord.Length];
        for (CheckpointRecord? record = last; record is not null;)
        {
            chain.Push(record);
            CheckpointRecord? previous = null;
            if (record.PreviousOffset is long offset and > 0 && offset <= record.Start - CheckpointRecord.Length)
            {
                file.Read(offset, bytes);
                previous = CheckpointRecord.Read(bytes, offset, seed);
            }

            if (!record.Follows(previous))
            {
                throw file.Failure($"the checkpoint that ends at byte {record.Start} is damaged");
            }

            record = previous;
        }

        return chain;
    }

    private static MemoryCheckpoint ReadCheckpoint(ArchiveFile file, CheckpointRecord record, ulong seed)
    {
        long textOffset = record.IndexOffset + record.DirectoryLength + record.SegmentsLength;
        byte[] text = new byte[record.TextLength];
        file.Read(textOffset, text);
        string? machine = CheckpointIndex.Decode(text.AsSpan(0, record.MachineLength));
        string? name = CheckpointIndex.Decode(text.AsSpan(record.MachineLength, record.NameLength));
        string? source = CheckpointIndex.Decode(text.AsSpan(record.MachineLength + record.NameLength));
        return new MemoryCheckpoint(record, machine ?? "", name ?? "", source ?? "");
    }

    private void ReadGroups(ArchiveFile file, CheckpointRecord record)
    {
        System.IO.Hashing.XxHash3 checksum = ArchiveChecksum.Begin(Seed);
        int first = _groups.Count;
        long position = record.Start;
        bool wellFormed = true;
        for (uint i = 0; i < record.GroupCount; i++)
        {
            var group = new ContentGroup();
            file.Read(record.TableOffset + (i * (long)ContentGroup.Length), group.Bytes);
            checksum.Append(group.Bytes);
            _groups.Add(group);
            int contents = (int)Math.Min(record.ContentCount - (i * ContentGroup.Capacity), ContentGroup.Capacity);
            wellFormed = wellFormed && group.IsWellFormed(contents) && group.Offset == position;
            position += group.PositionOf(ContentGroup.Capacity);
        }

        wellFormed = wellFormed && position == record.Start + record.DataLength;
        if (!wellFormed || checksum.GetCurrentHashAsUInt64() != record.TableChecksum)
        {
            for (int i = first; i < _groups.Count; i++)
            {
                _groups[i] = null;
            }
        }
    }
}
