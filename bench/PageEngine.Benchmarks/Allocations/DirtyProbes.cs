namespace PageEngine.Benchmarks.Allocations;

/// <summary>Marks and harvests of every kind of dirty tracking.</summary>
internal static class DirtyProbes
{
    private const int PageCount = 65536;
    private const int PagesPerRange = 100;

    internal static IEnumerable<AllocationProbe> All()
    {
        var single = new DirtyBitmap(PageCount);
        var concurrent = new ConcurrentDirtyBitmap(PageCount);
        var log = new DirtyLog(PageCount);
        var ring = new DirtyRing(1024);
        DirtyCursor first = log.OpenCursor(), second = log.OpenCursor();
        var ranges = new PageRange[PageCount];
        var pages = new GuestFrameNumber[1024];
        return
        [
            AllocationProbes.ForEach("dirty.mark", PageCount, page => single.Mark(Number(page))),
            AllocationProbes.ForEach("dirty.mark.concurrent", PageCount, page => concurrent.Mark(Number(page))),
            AllocationProbes.ForEach("dirty.mark.log", PageCount, page => log.Mark(Number(page))),
            MarkRanges("dirty.mark.range", single.Mark),
            MarkRanges("dirty.mark.range.concurrent", concurrent.Mark),
            Harvest("dirty.harvest", single.Mark, () => single.Harvest(ranges)),
            Harvest("dirty.harvest.concurrent", concurrent.Mark, () => concurrent.Harvest(ranges)),
            Harvest("dirty.harvest.log", log.Mark, () => first.Harvest(ranges) + second.Harvest(ranges)),
            new("dirty.give-back", 1, () =>
            {
                log.Mark(new PageRange(default, PageCount));
                int count = first.Harvest(ranges);
                first.GiveBack(ranges.AsSpan(0, count));
            }),
            new("dirty.ring", 512, () =>
            {
                for (int page = 0; page < 512; page++)
                    ring.TryPush(Number(page));
                ring.Harvest(pages);
                ring.Reset();
            }),
        ];
    }

    private static AllocationProbe MarkRanges(string name, Action<PageRange> mark) =>
        AllocationProbes.ForEach(name, PageCount / PagesPerRange, index =>
            mark(new PageRange(Number(index * PagesPerRange), PagesPerRange)));

    /// <summary>Every other page is dirty: as many runs as there can be.</summary>
    private static AllocationProbe Harvest(string name, Action<GuestFrameNumber> mark, Func<int> harvest) =>
        new(name, 1, () =>
        {
            for (int page = 0; page < PageCount; page += 2)
                mark(Number(page));
            if (harvest() == 0)
                throw new WrongResultException($"{name} found nothing");
        });

    private static GuestFrameNumber Number(int page) => new((ulong)page);
}
