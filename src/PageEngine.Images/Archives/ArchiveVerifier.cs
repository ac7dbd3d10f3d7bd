namespace PageEngine.Images;

/// <summary>Checks every byte of an archive.</summary>
internal sealed class ArchiveVerifier(
    ArchiveFile file, ArchiveCatalog catalog, ContentReader contents, int workers)
{
    private const int GroupsPerStep = 64;

    private readonly List<string> _problems = [];
    private readonly HashSet<uint> _damagedContents = [];
    private readonly SortedSet<uint> _damagedCheckpoints = [];
    private ulong _lostContents;

    internal MemoryArchiveReport Run(
        long unfinishedBytes, IProgress<MemoryArchiveProgress>? progress, CancellationToken cancellation)
    {
        ulong all = 0;
        foreach (MemoryCheckpoint checkpoint in catalog.Checkpoints)
        {
            all += checkpoint.NewContents;
        }

        ulong done = 0;
        foreach (MemoryCheckpoint checkpoint in catalog.Checkpoints)
        {
            CheckSeams(checkpoint.Record);
            CheckContents(checkpoint, cancellation);
            done += checkpoint.NewContents;
            progress?.Report(new MemoryArchiveProgress(done, all));
        }

        foreach (MemoryCheckpoint checkpoint in catalog.Checkpoints)
        {
            cancellation.ThrowIfCancellationRequested();
            CheckMap(checkpoint);
        }

        return new MemoryArchiveReport
        {
            Checkpoints = catalog.Checkpoints.Count,
            DamagedCheckpoints = [.. _damagedCheckpoints],
            Contents = all,
            DamagedContents = (ulong)_damagedContents.Count + _lostContents,
            UnfinishedBytes = unfinishedBytes,
            Problems = [.. _problems.Take(MemoryArchiveReport.MaxProblems)],
        };
    }

    private void Say(string problem)
    {
        if (_problems.Count < MemoryArchiveReport.MaxProblems)
        {
            _problems.Add($"{file.Path}: {problem}");
        }
    }

    // The bytes that fill up to a multiple of 8 are zero.
    private void CheckSeams(CheckpointRecord record)
    {
        Span<byte> seam = stackalloc byte[sizeof(ulong)];
        long end = record.Start + record.DataLength;
        seam = seam[..(int)(record.TableOffset - end)];
        file.Read(end, seam);
        if (seam.ContainsAnyExcept((byte)0))
        {
            Say($"the bytes behind the pages of checkpoint {record.Number}, at byte {end}, are damaged");
        }
    }

    private void CheckContents(MemoryCheckpoint checkpoint, CancellationToken cancellation)
    {
        CheckpointRecord record = checkpoint.Record;
        if (record.GroupCount > 0 && catalog.Groups[(int)record.FirstGroup] is null)
        {
            Say($"the table of the {record.ContentCount} pages that checkpoint {record.Number} added is damaged");
            _lostContents += record.ContentCount;
            return;
        }

        var results = new List<uint>?[GroupsPerStep];
        for (uint first = 0; first < record.GroupCount; first += GroupsPerStep)
        {
            cancellation.ThrowIfCancellationRequested();
            uint from = first;
            int count = (int)Math.Min(GroupsPerStep, record.GroupCount - first);
            ArchiveWorkers.Run(workers, count, (_, i) => results[i] = CheckGroup(record, from + (uint)i));
            for (int i = 0; i < count; i++)
            {
                Tell(results[i], record.FirstGroup + first + (uint)i);
            }
        }
    }

    private void Tell(List<uint>? damaged, uint groupIndex)
    {
        ContentGroup group = catalog.Groups[(int)groupIndex]!;
        if (damaged is { Count: 0 })
        {
            Say($"the stored form of a page between bytes {group.Offset} and "
                + $"{group.Offset + group.PositionOf(ContentGroup.Capacity)} changed");
        }

        foreach (uint content in damaged ?? [])
        {
            long offset = group.Offset + group.PositionOf((int)(content % ContentGroup.Capacity));
            Say($"a page at byte {offset} is damaged");
            _damagedContents.Add(content);
        }
    }

    /// <summary>The damaged contents of a group; empty if only the checksum is wrong, null if all is well.</summary>
    private List<uint>? CheckGroup(CheckpointRecord record, uint index)
    {
        ContentGroup group = catalog.Groups[(int)(record.FirstGroup + index)]!;
        int count = (int)Math.Min(record.ContentCount - (index * ContentGroup.Capacity), ContentGroup.Capacity);
        byte[] payload = System.Buffers.ArrayPool<byte>.Shared.Rent(ContentGroup.Capacity * Page.Size);
        byte[] pages = System.Buffers.ArrayPool<byte>.Shared.Rent(ContentGroup.Capacity * Page.Size);
        Span<byte> bytes = payload.AsSpan(0, group.PositionOf(ContentGroup.Capacity));
        file.Read(group.Offset, bytes);
        contents.Decode(group, 0, bytes, pages.AsSpan(0, count << Page.Shift));
        List<uint>? damaged = ArchiveChecksum.Of(bytes, catalog.Seed) == group.Checksum ? null : [];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> page = pages.AsSpan(i << Page.Shift, Page.Size);
            if (PageFingerprint.Compute(page, catalog.Seed) != group.FingerprintOf(i))
            {
                damaged ??= [];
                damaged.Add(((record.FirstGroup + index) << ContentGroup.Shift) + (uint)i);
            }
        }

        System.Buffers.ArrayPool<byte>.Shared.Return(payload);
        System.Buffers.ArrayPool<byte>.Shared.Return(pages);
        return damaged;
    }

    private void CheckMap(MemoryCheckpoint checkpoint)
    {
        CheckpointRecord record = checkpoint.Record;
        try
        {
            using var map = new CheckpointPages(file, catalog, contents, record, owned: null);
            ulong zero = 0;
            ulong missing = 0;
            bool isGood = true;
            Span<byte> chunk = stackalloc byte[PageMapChunk.Length];
            for (int i = 0; i < map.ChunkCount; i++)
            {
                if (!map.TryReadChunk(i, chunk))
                {
                    throw map.DamagedMap(i);
                }

                int pages = (int)Math.Min(PageMapChunk.Pages, record.PageCount - ((ulong)i << PageMapChunk.PageShift));
                for (int page = 0; page < PageMapChunk.Pages; page++)
                {
                    uint value = PageMapChunk.ValueAt(chunk, page);
                    zero += page < pages && value == PageMapValue.Zero ? 1UL : 0;
                    missing += value == PageMapValue.Missing ? 1UL : 0;
                    isGood &= page < pages ? IsGood(value) : value == PageMapValue.Zero;
                }
            }

            if (!isGood || zero != record.ZeroPages || missing != record.MissingPages)
            {
                _damagedCheckpoints.Add(record.Number);
                Say($"checkpoint {record.Number} has pages that are damaged");
            }
        }
        catch (PageSourceException exception)
        {
            _damagedCheckpoints.Add(record.Number);
            Say(exception.Message[(file.Path.Length + 2)..]);
        }
    }

    private bool IsGood(uint value)
    {
        if (!PageMapValue.IsContent(value))
        {
            return true;
        }

        uint content = PageMapValue.ContentOf(value);
        uint group = content >> ContentGroup.Shift;
        return group < catalog.Groups.Count
            && catalog.Groups[(int)group]?.LengthOf((int)(content % ContentGroup.Capacity)) > 0
            && !_damagedContents.Contains(content);
    }
}
