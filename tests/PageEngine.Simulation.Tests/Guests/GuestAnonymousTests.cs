using static PageEngine.Simulation.PageAccessKind;

namespace PageEngine.Simulation.Tests;

public sealed class GuestAnonymousTests
{
    [Fact]
    public void Reading_what_was_never_written_takes_no_memory_and_faults_once()
    {
        GuestUnderTest guest = new(pages: 10, own: 5);
        Assert.Equal(GuestCosts.ZeroPageFault, guest.Read(3).CpuNanoseconds);
        Assert.Equal(default, guest.Read(3));
        Assert.Equal((10ul, 0), (guest.Os.Statistics.Free, guest.Memory.Reads));
    }

    [Fact]
    public void The_first_write_takes_a_page_and_later_ones_nothing()
    {
        GuestUnderTest guest = new(pages: 10, own: 5);
        guest.Read(3);
        AccessOutcome first = guest.Write(3, token: 77);
        Assert.Equal((FaultKinds.GuestMinor, GuestCosts.MinorFault), (first.Faults, first.CpuNanoseconds));
        Assert.Equal(default, guest.Write(3, token: 78));
        guest.Read(3);
        Assert.Equal(78ul, guest.Memory.LastRead.Value);
        Assert.Equal((1ul, 9ul), (guest.Os.Statistics.Anonymous, guest.Os.Statistics.Free));
        Assert.Equal((1u, 0u), (guest.Os.ResidentPages(guest.Task), guest.Os.SwappedPages(guest.Task)));
    }

    [Fact]
    public void Zeroing_writes_zeros_and_takes_a_page()
    {
        GuestUnderTest guest = new(pages: 10, own: 5);
        guest.Do(Zero, 0, token: 9);
        Assert.Equal((1ul, 1), (guest.Os.Statistics.Anonymous, guest.Memory.Writes));
        guest.Write(0, token: 9);
        guest.Do(Zero, 0);
        guest.Read(0);
        Assert.Equal(PageToken.Zero, guest.Memory.LastRead);
    }

    [Fact]
    public void A_page_that_was_given_back_reads_as_zeros_and_the_memory_goes_to_the_next()
    {
        GuestUnderTest guest = new(pages: 2, own: 5);
        guest.Write(0);
        guest.Write(1);
        Assert.Equal(AccessFailure.GuestOutOfMemory, guest.Try(Write, 2).Failure);
        guest.Do(Free, 0);
        guest.Do(Free, 4);
        guest.Write(2);
        guest.Memory.Now = SimTime.FromSeconds(1);
        Assert.Equal(GuestCosts.ZeroPageFault, guest.Read(0).CpuNanoseconds);
        guest.Os.CheckInvariants();
    }

    [Fact]
    public void A_task_that_ends_leaves_nothing_in_memory_or_swap()
    {
        GuestUnderTest guest = new(pages: 100, own: 3000, swap: 200);
        for (uint page = 0; page < 250; page++)
        {
            guest.Write(page * 10);
        }

        Assert.True(guest.Os.Statistics.Swapped >= 150);
        guest.Os.FreeRegion(guest.Task);
        Assert.Equal((100ul, 0ul), (guest.Os.Statistics.Free, guest.Os.Statistics.Swapped));
        Assert.Equal(0, guest.Memory.SlotsInUse);
        Assert.False(guest.Os.HasRegion(guest.Task));
        guest.Os.CheckInvariants();
        Assert.Equal(guest.Task, guest.Os.AddRegion(5000));
    }

    [Fact]
    public void Tasks_do_not_see_each_other()
    {
        GuestUnderTest guest = new(pages: 100, own: 2000);
        int[] others = [.. new uint[] { 1, 0, 1024, 1025 }.Select(guest.Os.AddRegion)];
        AccessOutcome outcome = default;
        foreach (int task in others)
        {
            for (uint page = 0; page < (task == others[1] ? 0u : 1u); page++)
            {
                Assert.True(guest.Os.Access(task, page, Write, new PageToken(1000 + (ulong)task), ref outcome));
            }
        }

        guest.Write(1999, token: 5);
        guest.Os.FreeRegion(others[2]);
        int late = guest.Os.AddRegion(1000);
        Assert.Equal(others[2], late);
        Assert.True(guest.Os.Access(late, 0, Read, default, ref outcome));
        Assert.Equal(0, guest.Memory.Reads);
        Assert.True(guest.Os.Access(others[3], 0, Read, default, ref outcome));
        Assert.Equal(1000ul + (ulong)others[3], guest.Memory.LastRead.Value);
        guest.Os.CheckInvariants();
    }

    [Fact]
    public void What_does_not_exist_is_refused()
    {
        GuestUnderTest guest = new(pages: 10, own: 5, files: 3);
        AccessOutcome outcome = default;
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Os.Access(7, 0, Read, default, ref outcome));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Os.Access(-1, 0, Read, default, ref outcome));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Os.Access(guest.Task, 8, Read, default, ref outcome));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Os.Access(guest.Task, 0, Sleep, default, ref outcome));
        Assert.Throws<ArgumentOutOfRangeException>(() => guest.Os.FreeRegion(7));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuestUnderTest(pages: 10, kernel: 11));
    }

    [Fact]
    public void A_host_without_a_frame_fails_the_access_and_changes_nothing()
    {
        GuestUnderTest guest = new(pages: 10, own: 5, files: 3);
        guest.Memory.HostFailureRate = 1;
        Assert.Equal(AccessFailure.HostOutOfMemory, guest.Try(Write, 1).Failure);
        Assert.Equal(AccessFailure.HostOutOfMemory, guest.Try(Write, 6).Failure);
        Assert.Equal(AccessFailure.HostOutOfMemory, guest.Try(Read, 6).Failure);
        Assert.Equal(10ul, guest.Os.Statistics.Free);
        guest.Os.CheckInvariants();
        guest.Memory.HostFailureRate = 0;
        guest.Write(1);
    }
}
