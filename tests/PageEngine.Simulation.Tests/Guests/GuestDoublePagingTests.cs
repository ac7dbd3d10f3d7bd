namespace PageEngine.Simulation.Tests;

public sealed class GuestDoublePagingTests
{
    [Fact]
    public void R12_a_guest_that_swaps_what_the_host_has_swapped_reads_it_only_to_write_it()
    {
        GuestUnderTest guest = HostHasSwapped(first: 0, count: 100);
        AccessOutcome outcome = guest.Write(100);
        Assert.True(outcome.Faults.HasFlag(FaultKinds.DoublePaging));
        Assert.True(outcome.HostReady > SimTime.Zero);
        Assert.Equal((32ul, 32ul), (guest.Os.Counters.SwapOuts, guest.Memory.DoublePagings));
        Assert.Equal(32, guest.Memory.HostSwapIns);
    }

    [Fact]
    public void R12_with_the_remedy_other_pages_go_first_and_nothing_is_read_by_the_host()
    {
        GuestUnderTest guest = HostHasSwapped(first: 0, count: 60);
        guest.Os.AvoidDoublePaging = true;
        AccessOutcome outcome = guest.Write(100);
        Assert.False(outcome.Faults.HasFlag(FaultKinds.DoublePaging));
        Assert.Equal((32ul, 0ul), (guest.Os.Counters.SwapOuts, guest.Memory.DoublePagings));
        Assert.Equal(0, guest.Memory.HostSwapIns);
        guest.Os.CheckInvariants();
    }

    [Fact]
    public void The_remedy_does_not_make_a_guest_run_out_of_memory()
    {
        GuestUnderTest guest = HostHasSwapped(first: 0, count: 100);
        guest.Os.AvoidDoublePaging = true;
        guest.Write(100);
        Assert.Equal(32ul, guest.Memory.DoublePagings);
    }

    [Fact]
    public void With_the_remedy_the_host_forgets_what_the_guest_drops()
    {
        GuestUnderTest guest = HostHasSwapped(first: 10, count: 5);
        guest.Os.AvoidDoublePaging = true;
        guest.Os.FreeRegion(guest.Task);
        Assert.Equal<ulong>([10, 11, 12, 13, 14], guest.Memory.Released.Order());
    }

    [Fact]
    public void Writing_a_dirty_page_to_its_file_is_double_paging_too()
    {
        GuestUnderTest guest = new(pages: 50, files: 100);
        guest.WriteFile(3);
        guest.WriteFile(4);
        guest.Memory.SwapByHost(0);
        AccessOutcome outcome = default;
        guest.Os.RunBackground(ref outcome);
        Assert.Equal((1ul, 1), (guest.Memory.DoublePagings, guest.Memory.HostSwapIns));
        Assert.True(outcome.Faults.HasFlag(FaultKinds.DoublePaging));
        Assert.Equal(SimTime.Zero, outcome.HostReady);
    }

    [Fact]
    public void A_page_that_the_host_cannot_read_is_not_written_out_and_stays_dirty_with_its_neighbours()
    {
        GuestUnderTest guest = new(pages: 50, files: 100);
        guest.WriteFile(3);
        guest.WriteFile(4);
        guest.Memory.SwapByHost(1);
        guest.Memory.HostReadFailureRate = 1;
        AccessOutcome outcome = default;
        guest.Os.RunBackground(ref outcome);
        Assert.True(outcome.Succeeded);
        Assert.Equal((2ul, 1ul), (guest.Os.Statistics.DirtyCache, guest.Os.Counters.DeviceFailures));
        Assert.Empty(guest.Memory.FileTransfers);
    }

    private static GuestUnderTest HostHasSwapped(uint first, uint count)
    {
        GuestUnderTest guest = new(pages: 100, own: 200, swap: 200);
        for (uint page = 0; page < 100; page++)
        {
            guest.Write(page);
        }

        for (uint page = first; page < first + count; page++)
        {
            guest.Memory.SwapByHost(page);
        }

        return guest;
    }
}
