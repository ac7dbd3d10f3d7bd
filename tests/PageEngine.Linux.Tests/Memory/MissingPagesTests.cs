namespace PageEngine.Linux.Tests;

public sealed class MissingPagesTests
{
    private const ulong PageCount = 256;

    public static TheoryData<TrackerKind, MemoryBacking> Kinds => RealMemory.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Threads_wait_for_pages_and_get_all_of_their_bytes(TrackerKind tracker, MemoryBacking backing)
    {
        RealMemory.SkipWithout(KernelFeatures.Current.UserFault);
        using MappedGuestMemory memory = RealMemory.Create(PageCount, tracker, backing);
        using MissingPages missing = memory.CatchMissing();
        Task[] readers = [.. Enumerable.Range(0, 2).Select(reader => Task.Run(() => ReadAll(memory, missing, reader)))];
        MissingFault[] faults = new MissingFault[16];
        byte[] page = new byte[Page.Size];
        while (missing.MissingCount > 0)
        {
            int count = missing.WaitForFaults(faults, TestContext.Current.CancellationToken);
            foreach (MissingFault fault in faults.AsSpan(0, count))
            {
                page.AsSpan().Fill(ContentOf(fault.Page));
                missing.Place(fault.Page, page);
            }
        }

        await Task.WhenAll(readers);
        missing.Complete();
        Assert.True(missing.IsCompleted);
    }

    [Fact]
    public void Runs_are_placed_around_pages_that_are_there()
    {
        RealMemory.SkipWithout(KernelFeatures.Current.UserFault);
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(16));
        using MissingPages missing = memory.CatchMissing();
        byte[] page = new byte[Page.Size];
        page.AsSpan().Fill(9);
        Assert.Equal(1, missing.Place(new GuestFrameNumber(5), page));
        Assert.Equal(0, missing.Place(new GuestFrameNumber(5), page));
        byte[] run = new byte[8 * Page.Size];
        run.AsSpan().Fill(4);
        Assert.Equal(7, missing.Place(new GuestFrameNumber(2), run));
        Assert.Equal(6UL, missing.PlaceZeros(new PageRange(new GuestFrameNumber(8), 8)));
        Assert.True(missing.TryFindMissing(default, out GuestFrameNumber next));
        Assert.Equal(0UL, next.Value);
        Assert.False(missing.TryFindMissing(new GuestFrameNumber(2), out _));
        Assert.Equal(2UL, missing.MissingCount);
        Assert.Throws<InvalidOperationException>(missing.Complete);
        Assert.Equal(2UL, missing.PlaceZeros(new PageRange(default, 16)));
        missing.Complete();
        byte[] expected = [0, 0, 4, 4, 4, 9, 4, 4, 4, 4, 0, 0, 0, 0, 0, 0];
        Assert.Equal(expected, Enumerable.Range(0, 16).Select(i => memory.Span[i * Page.Size]));
    }

    [Fact]
    public async Task A_collection_runs_while_a_thread_waits_for_a_page()
    {
        RealMemory.SkipWithout(KernelFeatures.Current.UserFault);
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(4));
        using MissingPages missing = memory.CatchMissing();
        Task reader = RequireLater(missing, page: 2);
        MissingFault[] faults = new MissingFault[4];
        Assert.Equal(1, missing.WaitForFaults(faults, TestContext.Current.CancellationToken));
        Assert.Equal(new MissingFault(new GuestFrameNumber(2), false), faults[0]);
        GC.Collect();
        Assert.False(reader.IsCompleted);
        Assert.Equal(1, missing.Place(new GuestFrameNumber(2), new byte[Page.Size]));
        await reader;
    }

    [Fact]
    public async Task A_woken_thread_asks_again()
    {
        RealMemory.SkipWithout(KernelFeatures.Current.UserFault);
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(4));
        using MissingPages missing = memory.CatchMissing();
        var whole = new PageRange(default, 4);
        Task reader = RequireLater(missing, page: 1);
        MissingFault[] faults = new MissingFault[4];
        for (int lost = 0; lost < 3; lost++)
        {
            Assert.Equal(1, missing.WaitForFaults(faults, TestContext.Current.CancellationToken));
            Assert.Equal(1UL, faults[0].Page.Value);
            missing.Wake(whole);
        }

        missing.PlaceZeros(whole);
        await reader;
    }

    [Fact]
    public async Task Waiting_for_faults_ends_by_cancellation_and_by_the_end()
    {
        RealMemory.SkipWithout(KernelFeatures.Current.UserFault);
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(4));
        MissingPages missing = memory.CatchMissing();
        Assert.Throws<InvalidOperationException>(memory.CatchMissing);
        using (var cancellation = new CancellationTokenSource())
        {
            Task<int> cancelled = Task.Run(() => missing.WaitForFaults(new MissingFault[1], cancellation.Token));
            await cancellation.CancelAsync();
            Assert.Equal(0, await cancelled);
            Task reader = RequireLater(missing, page: 3);
            Assert.Equal(1, missing.WaitForFaults(new MissingFault[1], TestContext.Current.CancellationToken));
            missing.PlaceZeros(new PageRange(new GuestFrameNumber(3), 1));
            await reader;
        }

        using var again = new CancellationTokenSource();
        Task<int> ended = Task.Run(() => missing.WaitForFaults(new MissingFault[1], again.Token));
        missing.Dispose();
        Assert.Equal(0, await ended);
        missing.Dispose();
        Assert.Throws<ObjectDisposedException>(() => missing.PlaceZeros(new PageRange(default, 1)));
        Assert.Equal(0, missing.WaitForFaults(new MissingFault[1], TestContext.Current.CancellationToken));
        Assert.Equal(0, memory.Span[0]);
        memory.CatchMissing().Dispose();
    }

    [Fact]
    public void Writes_are_tracked_again_when_all_pages_have_come()
    {
        RealMemory.SkipWithout(TrackerKind.AsyncWriteProtect);
        using MappedGuestMemory memory = RealMemory.Create(PageCount, TrackerKind.AsyncWriteProtect);
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        using MissingPages missing = memory.CatchMissing();
        missing.PlaceZeros(new PageRange(default, PageCount));
        missing.Complete();
        Assert.Equal((int)PageCount, RealMemory.Harvest(memory, cursor).Count);
        RealMemory.Write(memory, 77, 1);
        Assert.Equal([77UL], RealMemory.Harvest(memory, cursor));
    }

    private static Task RequireLater(MissingPages missing, ulong page) => Task.Run(
        () => missing.Require(new PageRange(new GuestFrameNumber(page), 1)), TestContext.Current.CancellationToken);

    private static byte ContentOf(GuestFrameNumber page) => (byte)(page.Value * 7 + 1);

    private static void ReadAll(MappedGuestMemory memory, MissingPages missing, int reader)
    {
        for (ulong i = 0; i < PageCount; i++)
        {
            var page = new GuestFrameNumber(reader == 0 ? i : PageCount - 1 - i);
            missing.Require(new PageRange(page, 1));
            Assert.False(memory.GetSpan(page, 1).ContainsAnyExcept(ContentOf(page)));
        }
    }
}
