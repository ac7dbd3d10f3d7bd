using static PageEngine.Simulation.PageAccessKind;

namespace PageEngine.Simulation.Tests;

public sealed class GuestFileTests
{
    [Fact]
    public void A_file_page_is_read_once_and_then_cached_for_all_tasks()
    {
        GuestUnderTest guest = new(pages: 50, own: 5, files: 100);
        AccessOutcome first = guest.ReadFile(42);
        Assert.Equal((FaultKinds.GuestFile, PlainGuestMemory.DiskTime), (first.Faults, first.GuestReady));
        int other = guest.Os.AddRegion(3);
        AccessOutcome second = default;
        Assert.True(guest.Os.Access(other, 3 + 42, Read, default, ref second));
        Assert.Equal(default, second);
        Assert.Equal([(1u, false)], guest.Memory.FileTransfers);
        Assert.Equal(1ul, guest.Os.Statistics.CleanCache);
    }

    [Fact]
    public void Reading_in_order_reads_ahead_in_growing_steps()
    {
        GuestUnderTest guest = new(pages: 500, files: 400);
        for (uint page = 0; page < 200; page++)
        {
            guest.ReadFile(page);
        }

        uint[] expected = [1, 2, 6, 18, 32, 32, 32, 32, 32, 32];
        Assert.Equal(expected, guest.Memory.FileTransfers.Select(transfer => transfer.Pages));
        Assert.Equal(219ul, guest.Os.Counters.FilePagesRead);
    }

    [Fact]
    public void Nothing_is_read_ahead_behind_the_end_or_into_memory_that_is_not_free()
    {
        GuestUnderTest guest = new(pages: 24, files: 30);
        for (uint page = 0; page < 30; page++)
        {
            guest.ReadFile(page);
            guest.Os.CheckInvariants();
        }

        Assert.Equal([1, 2, 6, 15, 1, 2, 3], guest.Memory.FileTransfers.Select(transfer => transfer.Pages));
    }

    [Fact]
    public void What_was_written_to_a_file_is_there_after_it_left_the_cache()
    {
        GuestUnderTest guest = new(pages: 40, files: 400);
        for (uint page = 0; page < 400; page += 2)
        {
            guest.WriteFile(page, token: page % 8 == 0 ? 0ul : 1000 + page);
            guest.Settle();
        }

        for (uint page = 0; page < 400; page += 2)
        {
            guest.ReadFile(page);
            guest.ReadFile(page);
            Assert.Equal(page % 8 == 0 ? 0ul : 1000 + page, guest.Memory.LastRead.Value);
        }
    }

    [Fact]
    public void Dirty_pages_are_a_part_of_the_cache_that_is_bounded()
    {
        GuestUnderTest guest = new(pages: 1000, files: 5000);
        bool hasWaited = false;
        for (uint page = 0; page < 5000; page += 3)
        {
            AccessOutcome outcome = guest.WriteFile(page);
            hasWaited |= outcome.GuestReady > SimTime.Zero;
            Assert.InRange(guest.Os.Statistics.DirtyCache, 0ul, 201ul);
        }

        Assert.True(hasWaited);
        Assert.True(guest.Os.Counters.FilePagesWritten > 1000);
    }

    [Fact]
    public void Neighbours_in_a_file_are_written_in_one_request()
    {
        GuestUnderTest guest = new(pages: 1000, files: 5000);
        for (uint page = 100; page < 150; page++)
        {
            guest.WriteFile(page);
        }

        AccessOutcome outcome = default;
        guest.Os.RunBackground(ref outcome);
        Assert.Equal([(32u, true), (18u, true)], guest.Memory.FileTransfers);
        Assert.Equal((0ul, 50ul), (guest.Os.Statistics.DirtyCache, guest.Os.Statistics.CleanCache));
        Assert.Equal(SimTime.Zero, outcome.GuestReady);
    }

    [Fact]
    public void Old_dirty_pages_are_written_though_nobody_needs_the_memory()
    {
        GuestUnderTest guest = new(pages: 1000, files: 500);
        AccessOutcome outcome = default;
        guest.Os.RunBackground(ref outcome);
        guest.WriteFile(7);
        guest.Memory.Now = SimTime.FromSeconds(29);
        guest.Os.RunBackground(ref outcome);
        Assert.Equal(1ul, guest.Os.Statistics.DirtyCache);
        guest.Memory.Now = SimTime.FromSeconds(31);
        guest.Os.RunBackground(ref outcome);
        Assert.Equal(0ul, guest.Os.Statistics.DirtyCache);
    }

    [Fact]
    public void A_disk_that_fails_to_read_fails_the_access_and_changes_nothing()
    {
        GuestUnderTest guest = new(pages: 50, files: 100);
        guest.Memory.DiskFailureRate = 1;
        Assert.Equal(AccessFailure.GuestDeviceFailed, guest.Try(Read, 5).Failure);
        Assert.Equal((50ul, 1ul), (guest.Os.Statistics.Free, guest.Os.Counters.DeviceFailures));
        guest.Memory.DiskFailureRate = 0;
        Assert.Equal(FaultKinds.GuestFile, guest.ReadFile(5).Faults);
    }

    [Fact]
    public void A_disk_that_fails_to_write_keeps_pages_dirty_and_loses_none()
    {
        GuestUnderTest guest = new(pages: 50, files: 100);
        guest.Memory.DiskFailureRate = 1;
        for (uint page = 0; page < 50; page++)
        {
            guest.WriteFile(page, token: 100 + page);
        }

        Assert.Equal(AccessFailure.GuestOutOfMemory, guest.Try(Write, 50).Failure);
        Assert.Equal(50ul, guest.Os.Statistics.DirtyCache);
        guest.Memory.DiskFailureRate = 0;
        guest.WriteFile(50);
        for (uint page = 0; page < 50; page++)
        {
            guest.ReadFile(page);
            guest.ReadFile(page);
            Assert.Equal(100ul + page, guest.Memory.LastRead.Value);
        }
    }

    [Fact]
    public void A_clean_page_that_is_given_back_leaves_the_cache_and_a_dirty_one_stays()
    {
        GuestUnderTest guest = new(pages: 50, files: 100);
        guest.ReadFile(1);
        guest.WriteFile(3);
        guest.Do(Free, 1);
        guest.Do(Free, 2);
        guest.Do(Free, 3);
        Assert.Equal((0ul, 1ul), (guest.Os.Statistics.CleanCache, guest.Os.Statistics.DirtyCache));
    }
}
