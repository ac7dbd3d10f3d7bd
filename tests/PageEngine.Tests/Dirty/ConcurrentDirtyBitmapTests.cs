namespace PageEngine.Tests;

public sealed class ConcurrentDirtyBitmapTests : DirtyBitmapConformance
{
    [Fact]
    public void Pages_marked_by_several_threads_are_each_harvested_once_when_nothing_is_marked_twice()
    {
        const int Threads = 3;
        const ulong PagesEach = 20_000;
        using ConcurrentDirtyBitmap bitmap = new(Threads * PagesEach);
        Thread[] markers =
        [
            // Neighbouring pages belong to different threads, so that all contend for the same words.
            .. Enumerable.Range(0, Threads).Select(first => new Thread(() =>
            {
                for (ulong page = (ulong)first; page < bitmap.PageCount; page += Threads)
                {
                    bitmap.Mark(new GuestFrameNumber(page));
                }
            })),
        ];
        int[] harvested = new int[bitmap.PageCount];
        foreach (Thread marker in markers)
        {
            marker.Start();
        }

        // A small span makes most harvests stop in the middle of a word and give the rest back beside the markers.
        PageRange[] room = new PageRange[3];
        bool alive = true;
        for (int count = 0; alive || count > 0;)
        {
            alive = markers.Any(marker => marker.IsAlive);
            count = bitmap.Harvest(room);
            foreach (ulong page in PageSetModel.Listed(room[..count]))
            {
                harvested[page]++;
            }
        }

        Assert.All(harvested, times => Assert.Equal(1, times));
    }

    private protected override IMarkedPages Make(ulong pageCount) => new Adapter(new ConcurrentDirtyBitmap(pageCount));

    private sealed class Adapter(ConcurrentDirtyBitmap bitmap) : IMarkedPages
    {
        public ulong PageCount => bitmap.PageCount;

        public void Dispose() => bitmap.Dispose();

        public void Mark(GuestFrameNumber page) => bitmap.Mark(page);

        public void Mark(PageRange range) => bitmap.Mark(range);

        public void MarkAll() => bitmap.MarkAll();

        public bool IsDirty(GuestFrameNumber page) => bitmap.IsDirty(page);

        public ulong CountDirty() => bitmap.CountDirty();

        public bool TryFindNext(GuestFrameNumber from, out GuestFrameNumber page) => bitmap.TryFindNext(from, out page);

        public int Harvest(Span<PageRange> ranges) => bitmap.Harvest(ranges);

        public void HarvestInto(DirtyBitmap destination) => bitmap.HarvestInto(destination);
    }
}
