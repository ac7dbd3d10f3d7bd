using static PageEngine.Simulation.PageAccessKind;

namespace PageEngine.Simulation.Tests;

public sealed class GuestFreePagesTests
{
    [Fact]
    public void Free_and_ballooned_pages_are_marked_and_no_others()
    {
        GuestUnderTest guest = new(
            pages: 500, own: 200, files: 50, kernel: 10, balloon: new BalloonSpec { PagesPerSecond = 100 });
        for (uint page = 0; page < 200; page++)
        {
            guest.Write(page, token: 1000 + page);
        }

        guest.ReadFile(3);
        guest.WriteFile(7);
        AccessOutcome outcome = default;
        guest.Os.Balloon.SetTarget(30);
        guest.Os.Balloon.Step(SimTime.FromSeconds(1), ref outcome);
        for (uint page = 0; page < 200; page += 3)
        {
            guest.Do(Free, page);
        }

        using DirtyBitmap free = new(500);
        guest.Os.MarkFree(free);
        GuestStatistics now = guest.Os.Statistics;
        Assert.Equal(now.Free + now.Ballooned, free.CountDirty());
        for (uint page = 0; page < 200; page++)
        {
            // The task's pages were taken in order behind the kernel's.
            Assert.Equal(page % 3 == 0, free.IsDirty(new GuestFrameNumber(10 + page)));
        }
    }

    [Fact]
    public void A_guest_that_uses_everything_or_nothing_is_marked_rightly()
    {
        GuestUnderTest guest = new(pages: 70, own: 70);
        using DirtyBitmap free = new(70);
        guest.Os.MarkFree(free);
        Assert.Equal(70ul, free.CountDirty());
        for (uint page = 0; page < 70; page++)
        {
            guest.Write(page);
        }

        free.Clear();
        guest.Os.MarkFree(free);
        Assert.Equal(0ul, free.CountDirty());
    }

    [Fact]
    public void Freed_pages_are_reported_in_batches_and_each_once()
    {
        GuestUnderTest guest = new(pages: 40_000, own: 2000, balloon: new BalloonSpec { FreePageReporting = true });
        for (uint page = 0; page < 2000; page++)
        {
            guest.Write(page);
        }

        for (uint page = 0; page < 2000; page++)
        {
            guest.Do(Free, page);
            Assert.Equal((int)((page + 1) / 512 * 512), guest.Memory.Released.Count);
        }

        Assert.Equal(guest.Memory.Released.Count, guest.Memory.Released.Distinct().Count());
        Assert.Equal(1536ul, guest.Os.Counters.PagesReported);
    }

    [Fact]
    public void Pages_that_are_used_again_before_the_batch_is_full_are_not_reported()
    {
        GuestUnderTest guest = new(pages: 40_000, own: 2000, balloon: new BalloonSpec { FreePageReporting = true });
        for (int round = 0; round < 1000; round++)
        {
            guest.Write((uint)round);
            guest.Do(Free, (uint)round);
        }

        Assert.Empty(guest.Memory.Released);
    }

    [Fact]
    public void A_task_that_ends_has_its_memory_reported()
    {
        GuestUnderTest guest = new(pages: 40_000, own: 2000, balloon: new BalloonSpec { FreePageReporting = true });
        for (uint page = 0; page < 2000; page++)
        {
            guest.Write(page);
        }

        guest.Os.FreeRegion(guest.Task);
        Assert.Equal(2000, guest.Memory.Released.Distinct().Count());
    }

    [Fact]
    public void A_guest_that_zeroes_and_reports_leaves_the_host_with_the_kernel_alone()
    {
        GuestUnderTest guest = new(
            pages: 1000, kernel: 100, zeroes: true, balloon: new BalloonSpec { FreePageReporting = true });
        Assert.Equal(900, guest.Memory.Released.Distinct().Count());
        Assert.DoesNotContain(50ul, guest.Memory.Released);
    }

    [Fact]
    public void Without_reporting_the_host_is_told_nothing()
    {
        GuestUnderTest guest = new(pages: 4000, own: 2000);
        for (uint page = 0; page < 2000; page++)
        {
            guest.Write(page);
        }

        guest.Os.FreeRegion(guest.Task);
        Assert.Empty(guest.Memory.Released);
    }
}
