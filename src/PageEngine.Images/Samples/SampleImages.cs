namespace PageEngine.Images;

/// <summary>Makes memory images to try things on, with what there is to find in them.</summary>
/// <remarks>
/// The guests run the same system: their kernels and libraries are equal, their page caches overlap, some of their
/// pages differ in a few words, some compress well and some not at all, and many are zero. The counts follow from the
/// plan of the images and not from their bytes, so they can test what counts bytes.
/// </remarks>
public static class SampleImages
{
    private const int GuestCount = 3;

    // A PC has a hole between the 640 KiB at its beginning and the first MiB.
    private const ulong LowMemory = 640UL << 10;
    private const ulong HighMemoryAt = 1UL << 20;

    /// <summary>Writes the sample images into a directory, over files of the same names.</summary>
    /// <param name="directory">The directory; it is made if it does not exist.</param>
    /// <param name="options">Seed and size; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size of a guest is out of its range.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static SampleImageSet Write(string directory, SampleImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        options ??= new SampleImageOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GuestSize, ByteSize.FromMiB(1), nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.GuestSize, ByteSize.FromGiB(64), nameof(options));
        Directory.CreateDirectory(directory);

        int pageCount = (int)options.GuestSize.Pages;
        var guests = new ulong[GuestCount][];
        for (int guest = 0; guest < GuestCount; guest++)
        {
            guests[guest] = SampleGuest.Plan(options.Seed, guest, pageCount);
        }

        ulong[] later = SampleGuest.PlanLater(guests[0], options.Seed);
        SampleImage[] images =
        [
            WriteRaw(Path.Combine(directory, "web-1.raw"), guests[0], options.Seed, sparse: false),
            WriteRaw(Path.Combine(directory, "web-2.raw"), guests[1], options.Seed, sparse: true),
            WriteCore(Path.Combine(directory, "db-1.elf"), guests[2], options.Seed),
        ];
        return new SampleImageSet
        {
            Images = images,
            Later = WriteRaw(Path.Combine(directory, "web-1-later.raw"), later, options.Seed, sparse: false),
            Totals = new SampleCensus(guests).Totals(images.Select(static image => image.Counts)),
            Difference = new SampleCensus(guests[0]).Compare(guests[0], later),
        };
    }

    private static SampleImage WriteRaw(string path, ulong[] contents, ulong seed, bool sparse)
    {
        using FileStream file = Create(path);
        Span<byte> page = stackalloc byte[Page.Size];
        foreach (ulong content in contents)
        {
            if (sparse && content == PageContent.Zero)
            {
                file.Seek(Page.Size, SeekOrigin.Current);
            }
            else
            {
                PageContent.Fill(content, seed, page);
                file.Write(page);
            }
        }

        file.SetLength(file.Position);
        return new SampleImage(path, MemoryImageFormat.Raw, new SampleCensus(contents).Counts);
    }

    private static SampleImage WriteCore(string path, ulong[] contents, ulong seed)
    {
        using FileStream file = Create(path);
        ulong high = ((ulong)contents.Length << Page.Shift) - LowMemory;
        var core = new ElfCoreWriter(file, [new(0, LowMemory), new(HighMemoryAt, high)]);
        Span<byte> page = stackalloc byte[Page.Size];
        foreach (ulong content in contents)
        {
            PageContent.Fill(content, seed, page);
            core.Write(page);
        }

        core.Complete();
        return new SampleImage(path, MemoryImageFormat.ElfCore, new SampleCensus(contents).Counts);
    }

    private static FileStream Create(string path) =>
        new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
}
