using static PageEngine.Simulation.PageAccessKind;

namespace PageEngine.Simulation.Tests;

public sealed class GuestReclaimTests
{
    [Fact]
    public void Clean_cache_goes_before_tasks_are_paged_out()
    {
        GuestUnderTest guest = new(pages: 1000, own: 900, files: 1000, swap: 1000, reserve: 0.05);
        for (uint page = 0; page < 900; page += 2)
        {
            guest.ReadFile(page);
        }

        for (uint page = 0; page < 700; page++)
        {
            guest.Write(page);
        }

        Assert.True(guest.Os.Counters.CacheDrops > 150);
        Assert.Equal(0ul, guest.Os.Counters.SwapOuts);
        Assert.Equal(0ul, guest.Os.Counters.DirectReclaims);
    }

    [Fact]
    public void The_background_keeps_a_reserve_and_tasks_do_not_wait()
    {
        GuestUnderTest guest = new(pages: 1000, files: 10_000, reserve: 0.06);
        for (uint page = 0; page < 10_000; page += 2)
        {
            AccessOutcome outcome = guest.ReadFile(page);
            Assert.Equal(FaultKinds.GuestFile, outcome.Faults);
            Assert.True(guest.Os.Statistics.Free is >= 49);
            guest.Memory.Now = outcome.GuestReady;
        }
    }

    [Fact]
    public void A_task_waits_for_the_disk_when_the_background_cannot_keep_up()
    {
        GuestUnderTest guest = new(pages: 1000, own: 3000, swap: 3000, reserve: 0.03);
        SimTime waited = SimTime.Zero;
        for (uint page = 0; page < 3000; page++)
        {
            AccessOutcome outcome = guest.Write(page);
            waited += SimTime.Max(outcome.GuestReady - guest.Memory.Now, SimTime.Zero);
            guest.Memory.Now = SimTime.Max(outcome.GuestReady, guest.Memory.Now + SimTime.FromMicroseconds(1));
            Assert.Equal(outcome.GuestReady > SimTime.Zero, outcome.Faults.HasFlag(FaultKinds.GuestReclaim));
        }

        // 2000 pages went to a disk of 100 us a page; what the background wrote was waited for by a later task.
        Assert.True(guest.Os.Counters.SwapOuts >= 2000);
        Assert.True(waited > SimTime.FromMilliseconds(150), waited.ToString());
    }

    [Fact]
    public void Pages_go_to_swap_and_come_back_as_they_were()
    {
        GuestUnderTest guest = new(pages: 100, own: 300, swap: 300);
        for (uint page = 0; page < 300; page++)
        {
            guest.Write(page, token: 5000 + page);
        }

        for (uint page = 0; page < 300; page++)
        {
            AccessOutcome outcome = guest.Read(page);
            Assert.Equal(5000ul + page, guest.Memory.LastRead.Value);
            Assert.Equal(outcome.Faults.HasFlag(FaultKinds.GuestSwapIn), outcome.GuestReady > SimTime.Zero);
        }

        Assert.True(guest.Os.Counters.SwapIns >= 200);
        guest.Os.CheckInvariants();
    }

    [Fact]
    public void A_full_swap_ends_in_out_of_memory_and_the_next_task_to_end_mends_it()
    {
        GuestUnderTest guest = new(pages: 100, own: 300, swap: 50);
        int victim = guest.Os.AddRegion(20);
        AccessOutcome outcome = default;
        for (uint page = 0; page < 20; page++)
        {
            Assert.True(guest.Os.Access(victim, page, Write, new PageToken(1), ref outcome));
        }

        for (uint page = 0; page < 130; page++)
        {
            guest.Write(page, token: 5000 + page);
        }

        AccessOutcome last = guest.Try(Write, 130);
        Assert.Equal((AccessFailure.GuestOutOfMemory, FaultKinds.GuestReclaim), (last.Failure, last.Faults));
        Assert.Equal(1ul, guest.Os.Counters.OutOfMemory);
        guest.Os.CheckInvariants();
        guest.Os.FreeRegion(victim);
        for (uint page = 0; page < 130; page++)
        {
            guest.Read(page);
            Assert.Equal(5000ul + page, guest.Memory.LastRead.Value);
        }
    }

    [Fact]
    public void A_swap_that_fails_keeps_every_page_where_it_was()
    {
        GuestUnderTest guest = new(pages: 100, own: 300, swap: 300);
        for (uint page = 0; page < 150; page++)
        {
            guest.Write(page, token: 5000 + page);
        }

        guest.Memory.DiskFailureRate = 1;
        GuestStatistics before = guest.Os.Statistics;
        uint next = 150;
        while (guest.Try(Write, next).Succeeded)
        {
            next++;
        }

        Assert.Equal(AccessFailure.GuestOutOfMemory, guest.Try(Write, next).Failure);
        Assert.Equal(before.Swapped, guest.Os.Statistics.Swapped);
        Assert.True(guest.Os.Counters.DeviceFailures > 0);
        guest.Memory.DiskFailureRate = 0;
        for (uint page = 0; page < 150; page++)
        {
            guest.Read(page);
            Assert.Equal(5000ul + page, guest.Memory.LastRead.Value);
        }
    }

    [Fact]
    public void A_disk_that_fails_now_and_then_only_slows_the_guest_down()
    {
        GuestUnderTest guest = new(pages: 100, own: 300, swap: 300);
        guest.Memory.DiskFailureRate = 0.3;
        for (uint page = 0; page < 300; page++)
        {
            guest.Write(page, token: 5000 + page);
        }

        for (uint page = 0; page < 300; page++)
        {
            while (!guest.Try(Read, page).Succeeded)
            {
            }

            Assert.Equal(5000ul + page, guest.Memory.LastRead.Value);
        }
    }

    [Fact]
    public void Reading_a_large_file_once_does_not_push_out_what_is_used_again_and_again()
    {
        GuestUnderTest guest = new(pages: 4000, files: 100_000, reserve: 0.02);
        for (int round = 0; round < 3; round++)
        {
            ReadHot(guest);
        }

        int misses = 0;
        for (uint page = 2000; page < 100_000; page++)
        {
            guest.ReadFile(page);
            misses += page % 4000 == 0 ? ReadHot(guest) : 0;
        }

        Assert.True(misses < 100, $"{misses} of 25 times 1000 hot pages were read again");
    }

    [Fact]
    public void A_working_set_that_fits_stays_when_another_was_there_before()
    {
        GuestUnderTest guest = new(pages: 2000, files: 10_000, reserve: 0.02);
        ReadAll(guest, 0, 1500, times: 4);
        ReadAll(guest, 3000, 4500, times: 6);
        ulong before = guest.Os.Counters.FilePagesRead;
        ReadAll(guest, 3000, 4500, times: 2);
        Assert.InRange(guest.Os.Counters.FilePagesRead - before, 0ul, 150ul);
    }

    [Fact]
    public void Pages_that_come_back_soon_are_counted_and_late_ones_are_not()
    {
        GuestUnderTest guest = new(pages: 1000, files: 100_000, reserve: 0.02);
        for (uint page = 0; page < 3000; page += 2)
        {
            guest.ReadFile(page);
        }

        Assert.Equal(0ul, guest.Os.Counters.Refaults);
        for (uint page = 0; page < 400; page += 2)
        {
            guest.ReadFile(page);
        }

        Assert.Equal(200ul, guest.Os.Counters.Refaults);
        for (uint page = 10_000; page < 20_000; page += 2)
        {
            guest.ReadFile(page);
        }

        for (uint page = 1000; page < 1400; page += 2)
        {
            guest.ReadFile(page);
        }

        Assert.Equal(200ul, guest.Os.Counters.Refaults);
    }

    [Fact]
    public void Idle_tasks_are_paged_out_for_a_cache_that_is_used()
    {
        GuestUnderTest guest = new(pages: 2000, own: 1500, files: 1200, swap: 2000, reserve: 0.02);
        for (uint page = 0; page < 1500; page++)
        {
            guest.Write(page);
        }

        for (int round = 0; round < 20; round++)
        {
            for (uint page = 0; page < 1200; page++)
            {
                guest.ReadFile(page);
                guest.Memory.Now += SimTime.FromMilliseconds(1);
            }
        }

        GuestStatistics now = guest.Os.Statistics;
        Assert.True(now.CleanCache > 1100 && now.Swapped > 600, now.ToString());
    }

    private static int ReadHot(GuestUnderTest guest)
    {
        int misses = 0;
        for (uint page = 0; page < 2000; page += 2)
        {
            misses += guest.ReadFile(page).Faults == FaultKinds.None ? 0 : 1;
        }

        return misses;
    }

    private static void ReadAll(GuestUnderTest guest, uint from, uint to, int times)
    {
        for (int round = 0; round < times; round++)
        {
            for (uint page = from; page < to; page++)
            {
                guest.ReadFile(page);
            }
        }
    }
}
