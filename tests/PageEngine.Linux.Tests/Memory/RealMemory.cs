namespace PageEngine.Linux.Tests;

/// <summary>Regions for tests, one for each tracker that this kernel allows; the reason where it does not.</summary>
internal static class RealMemory
{
    /// <summary>Every tracker with every backing that goes with it.</summary>
    public static TheoryData<TrackerKind, MemoryBacking> Kinds { get; } = new()
    {
        { TrackerKind.AsyncWriteProtect, MemoryBacking.Anonymous },
        { TrackerKind.AsyncWriteProtect, MemoryBacking.MemoryFile },
        { TrackerKind.SoftDirty, MemoryBacking.Anonymous },
        { TrackerKind.Fingerprints, MemoryBacking.Anonymous },
        { TrackerKind.Fingerprints, MemoryBacking.MemoryFile },
    };

    internal static MappedGuestMemory Create(
        ulong pageCount, TrackerKind tracker, MemoryBacking backing = MemoryBacking.Anonymous)
    {
        SkipWithout(tracker);
        return MappedGuestMemory.Create(
            ByteSize.FromPages(pageCount),
            new MappedMemoryOptions { Tracker = tracker, Backing = backing, FingerprintSeed = 7 });
    }

    internal static void SkipWithout(TrackerKind tracker)
    {
        string reason = KernelFeatures.Current.WhyNot(tracker);
        Assert.SkipWhen(reason.Length > 0, $"tracker {tracker}: {reason}");
    }

    internal static void SkipWithout(KernelFeature feature) =>
        Assert.SkipUnless(feature.IsAvailable, feature.ToString());

    /// <summary>Collects, and takes what a cursor has to see.</summary>
    internal static List<ulong> Harvest(MappedGuestMemory memory, DirtyCursor cursor, bool writersPaused = true)
    {
        memory.Collect(writersPaused);
        List<ulong> pages = [];
        Span<PageRange> ranges = stackalloc PageRange[16];
        for (int count = cursor.Harvest(ranges); count > 0; count = cursor.Harvest(ranges))
        {
            foreach (PageRange range in ranges[..count])
            {
                for (ulong page = range.Start.Value; page < range.End.Value; page++)
                {
                    pages.Add(page);
                }
            }
        }

        return pages;
    }

    internal static void Write(MappedGuestMemory memory, ulong page, byte value) =>
        memory.GetSpan(new GuestFrameNumber(page), 1)[(int)(page * 37 % Page.Size)] = value;
}
