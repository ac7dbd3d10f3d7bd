using static PageEngine.Simulation.PageAccessKind;

namespace PageEngine.Simulation.Tests;

public sealed class BalloonDriverTests
{
    private static readonly BalloonSpec Plain = new() { PagesPerSecond = 1000 };
    private static readonly SimTime Tick = SimTime.FromMilliseconds(100);

    [Fact]
    public void It_inflates_at_its_rate_to_the_target_and_gives_the_pages_to_the_host()
    {
        GuestUnderTest guest = new(pages: 1000, balloon: Plain);
        BalloonDriver balloon = guest.Os.Balloon;
        balloon.SetTarget(250);
        Assert.Equal([100L, 100, 50, 0], Enumerable.Range(0, 4).Select(_ => Step(guest)));
        Assert.Equal((250u, 250ul, 750ul), (balloon.Size, guest.Os.Statistics.Ballooned, guest.Os.Statistics.Free));
        Assert.Equal(250, guest.Memory.Released.Distinct().Count());
        Assert.False(balloon.IsBusy);
        guest.Os.CheckInvariants();
    }

    [Fact]
    public void Parts_of_a_page_are_not_lost_between_steps()
    {
        GuestUnderTest guest = new(pages: 1000, balloon: Plain);
        guest.Os.Balloon.SetTarget(500);
        AccessOutcome outcome = default;
        for (int step = 0; step < 1000; step++)
        {
            guest.Os.Balloon.Step(SimTime.FromMicroseconds(333), ref outcome);
        }

        Assert.Equal(333u, guest.Os.Balloon.Size);
    }

    [Fact]
    public void It_deflates_to_a_lower_target_and_the_guest_can_use_the_pages()
    {
        GuestUnderTest guest = new(pages: 1000, own: 1000, balloon: Plain);
        guest.Os.Balloon.SetTarget(200);
        Step(guest, 2);
        guest.Os.Balloon.SetTarget(50);
        Assert.Equal([-100L, -50, 0], Enumerable.Range(0, 3).Select(_ => Step(guest)));
        for (uint page = 0; page < 950; page++)
        {
            guest.Write(page);
        }

        Assert.Equal((200ul, 150ul), (guest.Os.Balloon.Counters.Inflated, guest.Os.Balloon.Counters.Deflated));
        guest.Os.CheckInvariants();
    }

    [Fact]
    public void It_takes_no_more_than_its_cap()
    {
        GuestUnderTest guest = new(pages: 1000, balloon: Plain);
        guest.Os.Balloon.SetTarget(ulong.MaxValue);
        Step(guest, 20);
        Assert.Equal((650u, 650u), (guest.Os.Balloon.Target, guest.Os.Balloon.Size));
    }

    [Fact]
    public void A_guest_without_a_driver_gives_nothing()
    {
        GuestUnderTest guest = new(pages: 1000, balloon: new BalloonSpec { Enabled = false });
        guest.Os.Balloon.SetTarget(100);
        Assert.Equal((0u, 0u, 0L), (guest.Os.Balloon.Cap, guest.Os.Balloon.Target, Step(guest)));
    }

    [Fact]
    public void The_guest_drops_cache_and_pages_out_for_it()
    {
        GuestUnderTest guest = new(pages: 1000, own: 600, files: 300, swap: 1000, reserve: 0.02, balloon: Plain);
        for (uint page = 0; page < 600; page++)
        {
            guest.Write(page, token: 9000 + page);
        }

        for (uint page = 0; page < 300; page++)
        {
            guest.ReadFile(page);
        }

        guest.Os.Balloon.SetTarget(600);
        for (int step = 0; step < 40; step++)
        {
            Step(guest);
            guest.Settle();
        }

        Assert.Equal(600u, guest.Os.Balloon.Size);
        Assert.True(guest.Os.Counters.CacheDrops > 250);
        Assert.InRange(guest.Os.Balloon.Counters.WrittenOut, 200ul, 300ul);
        Assert.Equal(guest.Os.Counters.SwapOuts, guest.Os.Balloon.Counters.WrittenOut);
        for (uint page = 0; page < 600; page++)
        {
            guest.Read(page);
            Assert.Equal(9000ul + page, guest.Memory.LastRead.Value);
        }
    }

    [Fact]
    public void A_slow_disk_makes_a_slow_balloon()
    {
        // 100 us a page allow 1000 pages in 100 ms; the driver's own rate would be ten times that.
        GuestUnderTest guest = new(
            pages: 20_000, own: 20_000, swap: 20_000, balloon: new BalloonSpec { PagesPerSecond = 100_000 });
        for (uint page = 0; page < 20_000; page++)
        {
            guest.Write(page);
        }

        guest.Os.Balloon.SetTarget(10_000);
        Assert.InRange(Step(guest), 900L, 1100);
        guest.Memory.Now += Tick;
        Assert.InRange(Step(guest), 900L, 1100);
    }

    [Fact]
    public void A_guest_with_nothing_to_give_leaves_the_balloon_small()
    {
        GuestUnderTest guest = new(pages: 1000, own: 900, balloon: Plain);
        for (uint page = 0; page < 900; page++)
        {
            guest.Write(page);
        }

        guest.Os.Balloon.SetTarget(600);
        Step(guest, 5);
        Assert.Equal(100u, guest.Os.Balloon.Size);
        Assert.True(guest.Os.Balloon.IsBusy);
        Assert.Equal(4ul, guest.Os.Balloon.Counters.Shortages);
        Assert.Equal(0ul, guest.Os.Counters.OutOfMemory);
    }

    [Fact]
    public void It_deflates_before_the_guest_runs_out_of_memory_and_waits_for_another_target()
    {
        GuestUnderTest guest = new(pages: 1000, own: 2000, balloon: Plain);
        guest.Os.Balloon.SetTarget(600);
        Step(guest, 6);
        for (uint page = 0; page < 1000; page++)
        {
            guest.Write(page);
        }

        Assert.Equal((0u, 0ul), (guest.Os.Balloon.Size, guest.Os.Counters.OutOfMemory));
        Assert.Equal(600ul, guest.Os.Balloon.Counters.DeflatedForMemory);
        Assert.Equal(AccessFailure.GuestOutOfMemory, guest.Try(Write, 1000).Failure);
        guest.Os.FreeRegion(guest.Task);
        Assert.Equal((true, 0L), (guest.Os.Balloon.IsHeld, Step(guest)));
        guest.Os.Balloon.SetTarget(599);
        Assert.Equal(100L, Step(guest));
    }

    [Fact]
    public void Without_that_the_guest_runs_out_of_memory()
    {
        GuestUnderTest guest = new(pages: 1000, own: 2000, balloon: Plain with { DeflateOnOutOfMemory = false });
        guest.Os.Balloon.SetTarget(600);
        Step(guest, 6);
        for (uint page = 0; page < 400; page++)
        {
            guest.Write(page);
        }

        Assert.Equal(AccessFailure.GuestOutOfMemory, guest.Try(Write, 400).Failure);
        Assert.Equal(600u, guest.Os.Balloon.Size);
    }

    [Fact]
    public void A_driver_that_refuses_takes_the_target_and_gives_nothing()
    {
        GuestUnderTest guest = new(pages: 1000, balloon: Plain with { Behaviour = BalloonBehaviour.Refuses });
        guest.Os.Balloon.SetTarget(300);
        Step(guest, 5);
        Assert.Equal((300u, 0u, false), (guest.Os.Balloon.Target, guest.Os.Balloon.Size, guest.Os.Balloon.IsBusy));
    }

    [Fact]
    public void A_driver_that_stalls_gives_half_and_then_no_more_but_takes_back()
    {
        GuestUnderTest guest = new(pages: 1000, balloon: Plain with { Behaviour = BalloonBehaviour.Stalls });
        guest.Os.Balloon.SetTarget(300);
        Step(guest, 5);
        Assert.Equal((150u, true), (guest.Os.Balloon.Size, guest.Os.Balloon.HasStalled));
        guest.Os.Balloon.SetTarget(600);
        Step(guest, 5);
        Assert.Equal((150u, false), (guest.Os.Balloon.Size, guest.Os.Balloon.IsBusy));
        guest.Os.Balloon.SetTarget(20);
        Step(guest, 5);
        Assert.Equal(20u, guest.Os.Balloon.Size);
    }

    [Fact]
    public void A_driver_that_lies_cooperates_and_reports_memory_as_free_that_is_not()
    {
        GuestUnderTest guest = new(pages: 1000, own: 400, balloon: Plain with { Behaviour = BalloonBehaviour.Lies });
        for (uint page = 0; page < 400; page++)
        {
            guest.Write(page);
        }

        GuestStatistics told = guest.Os.Balloon.ReportedStatistics;
        Assert.Equal((800ul, 200ul), (told.Free, told.Anonymous));
        Assert.Equal((600ul, 400ul), (guest.Os.Statistics.Free, guest.Os.Statistics.Anonymous));
        guest.Os.Balloon.SetTarget(100);
        Assert.Equal(100L, Step(guest));
    }

    private static long Step(GuestUnderTest guest, int times = 1)
    {
        long moved = 0;
        for (int i = 0; i < times; i++)
        {
            AccessOutcome outcome = default;
            moved += guest.Os.Balloon.Step(Tick, ref outcome);
        }

        return moved;
    }
}
