namespace PageEngine.Images;

/// <summary>What a checkpoint is to hold, checked.</summary>
internal sealed class CheckpointRequest
{
    private CheckpointRequest()
    {
    }

    internal required MemoryCheckpointOptions Options { get; init; }

    internal required IReadOnlyList<MemoryImageSegment> Segments { get; init; }

    /// <summary>The pages to look at.</summary>
    internal required IReadOnlyList<PageRange> Ranges { get; init; }

    internal required ulong PagesToLookAt { get; init; }

    internal required ulong PaddedBytes { get; init; }

    internal required MemoryCheckpoint? Parent { get; init; }

    internal required byte[][] Texts { get; init; }

    internal static CheckpointRequest Check(
        PageSource source, MemoryCheckpointOptions options, IReadOnlyList<MemoryCheckpoint> checkpoints)
    {
        ulong pages = source.PageCount;
        if (pages is 0 or > CheckpointRecord.MaxPages)
        {
            throw new ArgumentException($"memory of {pages} pages does not go into an archive", nameof(source));
        }

        MemoryCheckpoint? parent = FindParent(options, checkpoints);
        var image = source as MemoryImage;
        IReadOnlyList<MemoryImageSegment> segments =
            options.Segments ?? image?.Segments ?? [new MemoryImageSegment(new GuestFrameNumber(0), 0, pages)];
        CheckSegments(segments, pages);
        IReadOnlyList<PageRange> ranges = options.Changed ?? [new PageRange(new GuestFrameNumber(0), pages)];
        return new CheckpointRequest
        {
            Options = options,
            Segments = segments,
            Ranges = ranges,
            PagesToLookAt = CountPages(ranges, pages),
            PaddedBytes = image?.PaddedBytes ?? 0,
            Parent = parent,
            Texts = [Encode(options.Machine), Encode(options.Name), Encode(options.Source)],
        };
    }

    /// <summary>Opens the parent's map; null if its pages are at other places: nothing can be taken from it.</summary>
    /// <exception cref="ArgumentException">Only changed pages are given, and the rest is at other places.</exception>
    internal CheckpointPages? OpenParent(ArchiveFile file, ArchiveCatalog catalog, ContentReader contents)
    {
        var pages = new CheckpointPages(file, catalog, contents, Parent!.Record, owned: null);
        if (pages.Segments.SequenceEqual(Segments))
        {
            return pages;
        }

        return Options.Changed is null
            ? null
            : throw new ArgumentException($"checkpoint {Parent.Number} has other pages than the memory");
    }

    private static MemoryCheckpoint? FindParent(
        MemoryCheckpointOptions options, IReadOnlyList<MemoryCheckpoint> checkpoints)
    {
        if (options.Parent == 0)
        {
            return options.Changed is null
                ? null
                : throw new ArgumentException("changed pages are given without a parent", nameof(options));
        }

        return checkpoints.FirstOrDefault(checkpoint => checkpoint.Number == options.Parent)
            ?? throw new ArgumentException($"there is no checkpoint {options.Parent} in the archive", nameof(options));
    }

    private static void CheckSegments(IReadOnlyList<MemoryImageSegment> segments, ulong pages)
    {
        ulong first = 0;
        ulong free = 0;
        foreach (MemoryImageSegment segment in segments)
        {
            if (segment.FirstPage != first || segment.PageCount == 0 || segment.PageCount > pages - first
                || segment.Start.Value < free || segment.Start.Value > CheckpointIndex.MaxFrame)
            {
                throw new ArgumentException("the segments overlap, have gaps, or are not sorted", nameof(segments));
            }

            first += segment.PageCount;
            free = segment.Start.Value + segment.PageCount;
        }

        if (first != pages)
        {
            throw new ArgumentException("the segments have fewer pages than the memory", nameof(segments));
        }
    }

    private static ulong CountPages(IReadOnlyList<PageRange> ranges, ulong pages)
    {
        ulong free = 0;
        ulong count = 0;
        foreach (PageRange range in ranges)
        {
            if (range.Start.Value < free || range.Start.Value > pages || range.Count > pages - range.Start.Value)
            {
                throw new ArgumentException(
                    "the changed pages overlap, are not sorted, or are not in the memory", nameof(ranges));
            }

            free = range.End.Value;
            count += range.Count;
        }

        return count;
    }

    private static byte[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[]? bytes = CheckpointIndex.IsOneLine(text) ? CheckpointIndex.TryEncode(text) : null;
        return bytes is { Length: <= MemoryCheckpointOptions.MaxTextBytes }
            ? bytes
            : throw new ArgumentException(
                $"a text is longer than {MemoryCheckpointOptions.MaxTextBytes} bytes or not one line", nameof(text));
    }
}
