namespace PageEngine.Images;

/// <summary>The pages of a memory image in a file: a raw dump, an ELF core or a checkpoint of an archive.</summary>
/// <remarks>
/// <para>Thread-safe. Pages are read at positions and the file is not mapped, on purpose: a file that shrinks under a
/// mapping kills the process, a read answers with an error; and what a scan keeps in memory does not grow with the
/// image. Reading allocates nothing.</para>
/// <para>Pages stand in the order of their addresses. The number of pages is fixed when the image is opened.</para>
/// </remarks>
public sealed class MemoryImage : PageSource
{
    private readonly ImageLayout _layout;
    private readonly ImagePages _pages;

    internal MemoryImage(string path, long byteLength, ImageLayout layout, ImagePages pages)
    {
        Path = path;
        ByteLength = byteLength;
        _layout = layout;
        _pages = pages;
    }

    /// <summary>The file, as it was named when it was opened; a checkpoint with its number: <c>a.pea#3</c>.</summary>
    public string Path { get; }

    /// <summary>How the bytes lie in the file.</summary>
    public MemoryImageFormat Format => _layout.Format;

    /// <summary>The bytes of the file when it was opened.</summary>
    public long ByteLength { get; }

    /// <inheritdoc/>
    public override ulong PageCount => _layout.PageCount;

    /// <summary>The zero bytes added because a part of the image is no whole page; 0 if nothing was.</summary>
    public ulong PaddedBytes => _layout.PaddedBytes;

    /// <summary>The pages that a core names without holding their bytes; they are not among the pages.</summary>
    /// <remarks>Mappings of files in the core of a process are the usual reason. Always 0 for a raw image.</remarks>
    public ulong AbsentPages => _layout.AbsentPages;

    /// <summary>The runs of pages with neighbouring addresses, sorted.</summary>
    public IReadOnlyList<MemoryImageSegment> Segments => _layout.Segments;

    /// <summary>Opens a memory image.</summary>
    /// <remarks>
    /// The name of an archive stands for its last checkpoint; <c>archive.pea#3</c> is checkpoint 3, and
    /// <c>archive.pea#noon</c> the last one that is called so. A file whose own name has such an end comes first.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="options">What is known about the file; null for the defaults.</param>
    /// <exception cref="PageSourceException">
    /// The file cannot be read, is empty, cut short, contradicts itself, or is in a format that would be read wrongly.
    /// </exception>
    public static MemoryImage Open(string path, MemoryImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new MemoryImageOptions();
        if (CheckpointPath.TrySplit(path, out string archive, out string checkpoint))
        {
            return OpenCheckpoint(archive, checkpoint);
        }

        ImageFile file = ImageFile.Open(path);
        try
        {
            Span<byte> head = stackalloc byte[ForeignFormats.HeadLength];
            head = head[..(int)Math.Min(head.Length, file.Length)];
            file.Read(0, head);
            if (options.Format == MemoryImageFormat.Archive
                || (options.Format is null && ArchiveHeader.IsArchive(head)))
            {
                file.Dispose();
                return OpenCheckpoint(path, options.Checkpoint);
            }

            ImageLayout layout = FindLayout(file, head, options);
            if (options.FindData is { } findData)
            {
                layout = layout with { Extents = HoleMap.Cut(file, layout.Extents, findData) };
            }

            return new MemoryImage(file.Path, file.Length, layout, new FilePages(file, layout));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override int Read(ulong firstPage, Span<byte> destination)
    {
        CheckPages(firstPage, destination.Length);
        return _pages.Read(firstPage, destination);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Known are pages that lie wholly in holes of the file, those that a core leaves zero, and all zero pages of a
    /// checkpoint.
    /// </remarks>
    public override bool IsKnownZero(ulong firstPage, out ulong runLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(firstPage, PageCount);
        return _pages.IsKnownZero(firstPage, out runLength);
    }

    /// <summary>The page number, which is its address in pages, of a page of the image.</summary>
    /// <param name="page">The index of the page.</param>
    /// <exception cref="ArgumentOutOfRangeException">The page is not in the image.</exception>
    public GuestFrameNumber GetFrame(ulong page)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page, PageCount);
        int segment = LastSegment(page, static (candidate, wanted) => candidate.FirstPage <= wanted);
        MemoryImageSegment found = _layout.Segments[segment];
        return new GuestFrameNumber(found.Start.Value + (page - found.FirstPage));
    }

    /// <summary>Finds the page that has an address.</summary>
    /// <param name="frame">The page number: the address in pages.</param>
    /// <param name="page">The index of the page in the image.</param>
    /// <returns>Whether the image has that page.</returns>
    public bool TryFindPage(GuestFrameNumber frame, out ulong page)
    {
        int segment = LastSegment(frame.Value, static (candidate, wanted) => candidate.Start.Value <= wanted);
        if (segment >= 0 && _layout.Segments[segment].Range.Contains(frame))
        {
            page = _layout.Segments[segment].FirstPage + (frame.Value - _layout.Segments[segment].Start.Value);
            return true;
        }

        page = 0;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pages.Dispose();
        }

        base.Dispose(disposing);
    }

    private static MemoryImage OpenCheckpoint(string path, string? checkpoint)
    {
        MemoryArchive archive = MemoryArchive.Open(path);
        try
        {
            return archive.OpenCheckpoint(archive.Find(checkpoint), ownsArchive: true);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    private static ImageLayout FindLayout(ImageFile file, ReadOnlySpan<byte> head, MemoryImageOptions options)
    {
        if (options.Format == MemoryImageFormat.Raw)
        {
            return ImageLayout.Raw(file.Length);
        }

        if (options.Format == MemoryImageFormat.ElfCore || ElfHeader.IsElf(head))
        {
            return ElfCoreReader.ReadLayout(file, options.ZeroFillTails);
        }

        return ForeignFormats.Recognise(head) is { } advice ? throw file.Failure(advice) : ImageLayout.Raw(file.Length);
    }

    private void CheckPages(ulong firstPage, int byteCount)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(byteCount & (Page.Size - 1), 0, nameof(byteCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstPage, PageCount);
        ulong wanted = (ulong)(byteCount >> Page.Shift);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wanted, PageCount - firstPage, nameof(byteCount));
    }

    private int LastSegment(ulong wanted, Func<MemoryImageSegment, ulong, bool> isAtOrBefore)
    {
        int low = 0;
        int high = _layout.Segments.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            (low, high) = isAtOrBefore(_layout.Segments[middle], wanted) ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }
}
