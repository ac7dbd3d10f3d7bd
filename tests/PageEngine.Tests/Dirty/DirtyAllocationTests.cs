using static PageEngine.Tests.DirtySamples;

namespace PageEngine.Tests;

/// <summary>The paths that are taken for each page or each round allocate nothing; a sum shows that they ran.</summary>
public sealed class DirtyAllocationTests
{
    private const ulong PageCount = 10_000;
    private const int Laps = 50;

    private readonly PageRange[] _room = new PageRange[16];

    [Fact]
    public void A_bitmap_allocates_nothing()
    {
        using DirtyBitmap bitmap = new(PageCount);
        using DirtyBitmap other = new(PageCount);
        AssertAllocatesNothing(11 + 11 + 11, () =>
        {
            bitmap.Mark(Gfn(5));
            bitmap.Mark(new PageRange(Gfn(60), 10));
            ulong sum = bitmap.CountDirty();
            foreach (PageRange run in bitmap.EnumerateRanges())
            {
                sum += run.Count;
            }

            other.UnionWith(bitmap);
            bitmap.HarvestInto(other);
            return sum + Pages(_room.AsSpan(0, other.Harvest(_room)));
        });
    }

    [Fact]
    public void A_concurrent_bitmap_allocates_nothing()
    {
        using ConcurrentDirtyBitmap bitmap = new(PageCount);
        using DirtyBitmap other = new(PageCount);
        AssertAllocatesNothing(11 + 11 + 1, () =>
        {
            bitmap.Mark(Gfn(5));
            bitmap.Mark(new PageRange(Gfn(60), 10));
            ulong sum = bitmap.CountDirty() + Pages(_room.AsSpan(0, bitmap.Harvest(_room)));
            bitmap.Mark(Gfn(9));
            bitmap.HarvestInto(other);
            return sum + Pages(_room.AsSpan(0, other.Harvest(_room)));
        });
    }

    [Theory]
    [InlineData(DirtyLogMode.SingleWriter)]
    [InlineData(DirtyLogMode.Concurrent)]
    public void A_log_and_its_cursors_allocate_nothing(DirtyLogMode mode)
    {
        using DirtyLog log = new(PageCount, mode);
        using DirtyCursor first = log.OpenCursor();
        using DirtyCursor second = log.OpenCursor();
        using DirtyBitmap bitmap = new(PageCount);
        AssertAllocatesNothing(5 + 11 + 11 + 11, () =>
        {
            log.Mark(Gfn(5));
            log.Mark(new PageRange(Gfn(60), 10));
            ulong sum = first.TryFindNext(Gfn(0), out GuestFrameNumber page) && first.IsDirty(page) ? page.Value : 0;
            int count = first.Harvest(_room);
            first.GiveBack(_room.AsSpan(0, count));
            sum += first.CountDirty();
            first.HarvestInto(bitmap);
            first.GiveBack(bitmap);
            sum += Pages(_room.AsSpan(0, first.Harvest(_room)));
            bitmap.Clear();
            return sum + Pages(_room.AsSpan(0, second.Harvest(_room)));
        });
    }

    [Fact]
    public void A_ring_allocates_nothing()
    {
        using DirtyRing ring = new(8, reserve: 1);
        GuestFrameNumber[] pages = new GuestFrameNumber[8];
        AssertAllocatesNothing(3 + 4 + 2, () =>
        {
            ring.TryPush(Gfn(3));
            ring.TryPush(Gfn(4));
            int count = ring.Harvest(pages);
            return pages[0].Value + pages[1].Value + (ulong)(count == 2 ? ring.Reset() : 0);
        });
    }

    private static ulong Pages(ReadOnlySpan<PageRange> runs)
    {
        ulong sum = 0;
        foreach (PageRange run in runs)
        {
            sum += run.Count;
        }

        return sum;
    }

    private static void AssertAllocatesNothing(ulong sumOfLap, Func<ulong> lap)
    {
        // The first lap may make what a thread needs once, such as its number for locks.
        Assert.Equal(sumOfLap, lap());
        ulong sum = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Laps; i++)
        {
            sum += lap();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(sumOfLap * Laps, sum);
    }
}
