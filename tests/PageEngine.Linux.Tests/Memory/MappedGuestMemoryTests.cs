namespace PageEngine.Linux.Tests;

public sealed class MappedGuestMemoryTests
{
    private const ulong PageCount = 1200;

    public static TheoryData<TrackerKind, MemoryBacking> Kinds => RealMemory.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Memory_is_zeros_at_first_and_keeps_what_is_written(TrackerKind tracker, MemoryBacking backing)
    {
        using MappedGuestMemory memory = RealMemory.Create(PageCount, tracker, backing);
        Assert.Equal(tracker, memory.Tracker);
        Assert.Equal(PageCount, memory.PageCount);
        Assert.False(memory.Span.ContainsAnyExcept((byte)0));
        memory.Span[^1] = 5;
        Assert.Equal(5, memory.GetSpan(new GuestFrameNumber(PageCount - 1), 1)[^1]);
        byte[] copy = new byte[2 * Page.Size];
        memory.Read(new GuestFrameNumber(PageCount - 2), copy);
        Assert.Equal(5, copy[^1]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_write_is_in_the_next_harvest_and_in_no_other(TrackerKind tracker, MemoryBacking backing)
    {
        using MappedGuestMemory memory = RealMemory.Create(PageCount, tracker, backing);
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        memory.Span.Fill(1);
        Assert.Equal((int)PageCount, RealMemory.Harvest(memory, cursor).Count);
        Assert.Empty(RealMemory.Harvest(memory, cursor));
        ulong[] pages = [0, 1, 63, 64, 511, 512, 700, PageCount - 1];
        for (byte round = 2; round < 6; round++)
        {
            foreach (ulong page in pages)
            {
                RealMemory.Write(memory, page, round);
            }

            Assert.Equal(pages, RealMemory.Harvest(memory, cursor));
            Assert.Empty(RealMemory.Harvest(memory, cursor));
        }
    }

    [Fact]
    public void Only_pages_that_were_written_are_dirty_in_memory_that_was_never_touched()
    {
        foreach (TrackerKind tracker in (TrackerKind[])[TrackerKind.AsyncWriteProtect, TrackerKind.Fingerprints])
        {
            if (KernelFeatures.Current.WhyNot(tracker).Length == 0)
            {
                using MappedGuestMemory memory = RealMemory.Create(PageCount, tracker);
                using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
                RealMemory.Write(memory, 600, 1);
                Assert.Equal([600UL], RealMemory.Harvest(memory, cursor));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_cursor_sees_every_write(TrackerKind tracker, MemoryBacking backing)
    {
        using MappedGuestMemory memory = RealMemory.Create(64, tracker, backing);
        memory.Span.Fill(1);
        memory.Collect(writersPaused: true);
        using DirtyCursor first = memory.DirtyLog.OpenCursor();
        using DirtyCursor second = memory.DirtyLog.OpenCursor();
        RealMemory.Write(memory, 9, 2);
        Assert.Equal([9UL], RealMemory.Harvest(memory, first));
        RealMemory.Write(memory, 3, 2);
        Assert.Equal([3UL], RealMemory.Harvest(memory, first));
        Assert.Equal([3UL, 9UL], RealMemory.Harvest(memory, second));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Discarded_pages_are_zeros_and_dirty(TrackerKind tracker, MemoryBacking backing)
    {
        using MappedGuestMemory memory = RealMemory.Create(64, tracker, backing);
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        memory.Span.Fill(1);
        RealMemory.Harvest(memory, cursor);
        memory.Discard(new PageRange(new GuestFrameNumber(10), 3));
        memory.Discard(default);
        Assert.Equal([10UL, 11UL, 12UL], RealMemory.Harvest(memory, cursor));
        Assert.False(memory.GetSpan(new GuestFrameNumber(10), 3).ContainsAnyExcept((byte)0));
        Assert.Equal(1, memory.GetSpan(new GuestFrameNumber(13), 1)[0]);
    }

    [Fact]
    public void Memory_above_two_gigabytes_is_reached_by_segments_and_pages()
    {
        var size = ByteSize.FromPages((5UL << 18) + 3);
        using MappedGuestMemory memory = MappedGuestMemory.Create(size);
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        Assert.Throws<InvalidOperationException>(() => memory.Span.Length);
        Assert.Equal(6, memory.SegmentCount);
        Assert.Equal(3 * Page.Size, memory.GetSegment(5).Length);
        memory.GetSegment(5)[^1] = 1;
        memory.GetSpan(new GuestFrameNumber((3UL << 18) - 1), 2)[Page.Size] = 1;
        const int Most = MappedGuestMemory.MaxPagesPerSpan;
        Assert.Equal(Most * Page.Size, memory.GetSpan(default, Most).Length);
        if (memory.Tracker != TrackerKind.Fingerprints)
        {
            Assert.Equal([3UL << 18, (5UL << 18) + 2], RealMemory.Harvest(memory, cursor));
        }
    }

    [Fact]
    public void Pages_outside_of_the_memory_are_refused()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan(new GuestFrameNumber(5), 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan(new GuestFrameNumber(3), 2).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSpan(default, -1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetSegment(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read(default, new byte[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Discard(new PageRange(default, 5)));
        Assert.Equal(0, memory.GetSpan(new GuestFrameNumber(4), 0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedGuestMemory.Create(default));
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedGuestMemory.Create(new ByteSize(4097)));
        Assert.Throws<ArgumentOutOfRangeException>(() => MappedGuestMemory.Create(ByteSize.FromTiB(9)));
    }

    [Fact]
    public void A_second_dispose_does_nothing_and_use_after_the_first_is_refused()
    {
        MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(4));
        memory.Dispose();
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Collect());
        Assert.Throws<ObjectDisposedException>(() => memory.Discard(new PageRange(default, 1)));
        Assert.Throws<ObjectDisposedException>(memory.CatchMissing);
    }

    [Fact]
    public void A_memory_file_can_be_mapped_again()
    {
        RealMemory.SkipWithout(KernelFeatures.Current.MemoryFiles);
        using MappedGuestMemory memory = MappedGuestMemory.Create(
            ByteSize.FromPages(2), new MappedMemoryOptions { Backing = MemoryBacking.MemoryFile, Name = "guest-7" });
        memory.Span[5000] = 3;
        byte[] read = new byte[1];
        RandomAccess.Read(memory.MemoryFile!, read, 5000);
        Assert.Equal(3, read[0]);
        Assert.Contains("/memfd:guest-7", File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Collecting_and_reading_allocate_nothing(TrackerKind tracker, MemoryBacking backing)
    {
        using MappedGuestMemory memory = RealMemory.Create(PageCount, tracker, backing);
        byte[] page = new byte[Page.Size];
        ulong found = 0;
        long before = 0;
        for (int round = 0; round < 3; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            memory.Span[round * Page.Size] = 1;
            found += memory.Collect(writersPaused: true);
            memory.Read(default, page);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(found >= 3);
    }
}
