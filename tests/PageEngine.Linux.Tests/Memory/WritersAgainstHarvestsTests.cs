using System.Globalization;

namespace PageEngine.Linux.Tests;

/// <summary>
/// Threads write while others harvest and merge. PAGEENGINE_LONG_TESTS says how many times longer than usual.
/// </summary>
public sealed class WritersAgainstHarvestsTests
{
    private const int PageCount = 512;
    private const int Writers = 3;
    private const int WritesOfEach = 60_000;
    private const int Lane = 64;

    public static TheoryData<TrackerKind, MemoryBacking> Kinds => RealMemory.Kinds;

    private static int Length =>
        int.TryParse(
            Environment.GetEnvironmentVariable("PAGEENGINE_LONG_TESTS"), CultureInfo.InvariantCulture, out int times)
            ? Math.Max(times, 1)
            : 1;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_replica_kept_by_harvests_alone_ends_equal(TrackerKind tracker, MemoryBacking backing)
    {
        const int Seed = 11;
        using MappedGuestMemory memory = RealMemory.Create(PageCount, tracker, backing);
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        byte[] replica = new byte[memory.Size.Bytes];
        var writers = Task.WhenAll(Enumerable.Range(0, Writers).Select(
            writer => Task.Run(() => Write(memory, writer, Seed, gate: null))));
        int harvests = 0;
        while (!writers.IsCompleted)
        {
            Replicate(memory, cursor, replica, writersPaused: false);
            harvests++;
        }

        await writers;
        Replicate(memory, cursor, replica, writersPaused: true);
        Assert.True(harvests > 0);
        Assert.True(memory.Span.SequenceEqual(replica), $"seed {Seed}: {tracker} lost a write, {harvests} harvests");
    }

    [Fact]
    public async Task Nothing_is_lost_while_pages_are_merged_between_writes()
    {
        const int Seed = 12;
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(PageCount));
        using var sharer = new MappedPageSharer([memory], new MappedSharingOptions { FingerprintSeed = 1 });
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        byte[] replica = new byte[memory.Size.Bytes];
        using var gate = new ReaderWriterLockSlim();
        var writers = Task.WhenAll(Enumerable.Range(0, Writers).Select(
            writer => Task.Run(() => Write(memory, writer, Seed, gate))));
        var merger = Task.Run(
            () =>
            {
                ulong merged = 0;
                while (!writers.IsCompleted)
                {
                    sharer.Scan();
                    gate.EnterWriteLock();
                    merged += sharer.Merge(pageBudget: 64);
                    gate.ExitWriteLock();
                }

                return merged;
            },
            TestContext.Current.CancellationToken);
        while (!writers.IsCompleted)
        {
            Replicate(memory, cursor, replica, writersPaused: false);
        }

        await writers;
        Assert.True(await merger > 0);
        Replicate(memory, cursor, replica, writersPaused: true);
        Assert.True(memory.Span.SequenceEqual(replica), $"seed {Seed}: a write was lost");
        for (int writer = 0; writer < Writers; writer++)
        {
            Assert.Equal(ExpectedLane(writer, Seed), LaneOf(memory, writer));
        }
    }

    [Fact]
    public void Copying_before_the_harvest_loses_a_write_and_copying_after_it_does_not()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(4));
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        byte[] early = new byte[Page.Size];
        byte[] late = new byte[Page.Size];
        memory.Span[0] = 1;
        memory.Read(default, early);
        memory.Span[0] = 2;
        Assert.Equal([0UL], RealMemory.Harvest(memory, cursor));
        memory.Read(default, late);
        Assert.Empty(RealMemory.Harvest(memory, cursor));
        Assert.Equal((1, 2), (early[0], late[0]));
    }

    [Fact]
    public void A_page_that_was_written_and_written_back_is_dirty_where_a_reader_saw_the_middle()
    {
        using MappedGuestMemory memory = RealMemory.Create(4, TrackerKind.Fingerprints);
        using DirtyCursor cursor = memory.DirtyLog.OpenCursor();
        byte[] replica = new byte[memory.Size.Bytes];
        memory.Span[0] = 1;
        Assert.Equal([0UL], RealMemory.Harvest(memory, cursor));
        memory.Span[0] = 2;
        memory.Read(default, replica);
        memory.Span[0] = 1;
        Assert.Equal([0UL], RealMemory.Harvest(memory, cursor));
        memory.Read(default, replica);
        Assert.True(memory.Span.SequenceEqual(replica));
        Assert.Empty(RealMemory.Harvest(memory, cursor));
    }

    private static void Write(MappedGuestMemory memory, int writer, int seed, ReaderWriterLockSlim? gate)
    {
        // Few values, so that pages are written back to what they were, and merged.
        var random = new Random(seed + writer);
        for (int i = 0; i < WritesOfEach * Length; i++)
        {
            (ulong page, byte value) = Next(random);
            gate?.EnterReadLock();
            memory.GetSpan(new GuestFrameNumber(page), 1)[writer * Lane] = value;
            gate?.ExitReadLock();
        }
    }

    private static (ulong Page, byte Value) Next(Random random) =>
        ((ulong)random.Next(PageCount), (byte)random.Next(3));

    private static byte[] ExpectedLane(int writer, int seed)
    {
        byte[] lane = new byte[PageCount];
        var random = new Random(seed + writer);
        for (int i = 0; i < WritesOfEach * Length; i++)
        {
            (ulong page, byte value) = Next(random);
            lane[page] = value;
        }

        return lane;
    }

    private static byte[] LaneOf(MappedGuestMemory memory, int writer) =>
        [.. Enumerable.Range(0, PageCount).Select(
            page => memory.GetSpan(new GuestFrameNumber((ulong)page), 1)[writer * Lane])];

    private static void Replicate(MappedGuestMemory memory, DirtyCursor cursor, byte[] replica, bool writersPaused)
    {
        foreach (ulong page in RealMemory.Harvest(memory, cursor, writersPaused))
        {
            memory.Read(new GuestFrameNumber(page), replica.AsSpan((int)page * Page.Size, Page.Size));
        }
    }
}
