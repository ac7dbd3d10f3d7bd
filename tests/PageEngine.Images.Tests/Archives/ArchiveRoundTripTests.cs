using FsCheck.Xunit;
using PageEngine.TestSupport;

namespace PageEngine.Images.Tests;

/// <summary>Random histories of writes and checkpoints against a model that keeps full copies.</summary>
public sealed class ArchiveRoundTripTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Property(MaxTest = 40)]
    public void Every_checkpoint_gives_back_the_memory_as_it_was(int seed)
    {
        var random = new Random(seed);
        string compression = random.Next(3) switch { 0 => "none", 1 => "lz4", _ => "zstd" };
        MemoryArchiveWriterOptions options = ArchiveSamples.With(compression, random.Next(1, 4)) with
        {
            FingerprintMask = random.Next(3) == 0 ? 0xFFUL << 56 : ulong.MaxValue,
        };
        string path = _scratch.File($"{seed}.pea");
        int machines = random.Next(1, 4);
        byte[][][] memory = new byte[machines][][];
        uint[] last = new uint[machines];
        var states = new List<byte[][]>();
        for (int session = random.Next(1, 4); session > 0; session--)
        {
            using MemoryArchiveWriter writer = MemoryArchiveWriter.Open(path, options);
            for (int step = random.Next(1, 4); step > 0; step--)
            {
                int machine = random.Next(machines);
                List<PageRange>? changed = null;
                if (last[machine] == 0)
                {
                    memory[machine] = ArchiveSamples.RandomMemory(random, random.Next(1, 700));
                }
                else
                {
                    (memory[machine], changed) = ArchiveSamples.Change(memory[machine], random);
                }

                uint parent = random.Next(4) == 0 ? 0 : last[machine];
                bool byLog = parent != 0 && random.Next(2) == 0;
                MemoryCheckpoint made = writer.Add(
                    new MemoryPages(memory[machine]) { ZerosAreKnown = random.Next(2) == 0 },
                    new() { Machine = $"vm{machine}", Parent = parent, Changed = byLog ? changed : null });
                last[machine] = made.Number;
                states.Add(memory[machine]);
                int zeros = memory[machine].Count(static page => PageEngine.PageContent.IsZero(page));
                Assert.Equal((ulong)zeros, made.ZeroPages);
            }
        }

        ArchiveSamples.RequireStates(path, [.. states]);
        RequireEachContentOnce(path, states);
        File.Delete(path);
    }

    [Fact]
    public void Only_the_pages_of_the_dirty_log_are_read()
    {
        byte[][] memory = ArchiveSamples.RandomMemory(new Random(1), 3000);
        using MemoryArchiveWriter writer = MemoryArchiveWriter.Open(_scratch.File("a.pea"), ArchiveSamples.Plain);
        writer.Add(ArchiveSamples.Source(memory));
        memory[7] = MemoryPages.Of(99)[0];
        memory[2999] = MemoryPages.Of(98)[0];
        MemoryPages source = ArchiveSamples.Source(memory);
        PageRange[] changed = [new(new GuestFrameNumber(7), 2), new(new GuestFrameNumber(2999), 1)];
        MemoryCheckpoint second = writer.Add(source, new() { Parent = 1, Changed = changed });
        source.PagesRead.Sort();
        Assert.Equal([7UL, 8, 2999], source.PagesRead);
        Assert.Equal(2UL, second.NewContents);
        Assert.InRange(second.ArchiveBytes, 2UL * Page.Size, 6UL * Page.Size);
    }

    [Fact]
    public void A_checkpoint_without_a_change_costs_its_index_only()
    {
        byte[][] memory = ArchiveSamples.RandomMemory(new Random(2), 5000);
        using MemoryArchiveWriter writer = MemoryArchiveWriter.Open(_scratch.File("a.pea"), ArchiveSamples.Plain);
        writer.Add(ArchiveSamples.Source(memory));
        MemoryCheckpoint second = writer.Add(ArchiveSamples.Source(memory), new() { Parent = 1 });
        Assert.Equal((0UL, 0UL), (second.NewContents, second.ContentBytes));
        Assert.InRange(second.ArchiveBytes, 1UL, 512UL);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public void The_archive_is_the_same_for_any_number_of_workers(string compression)
    {
        var random = new Random(3);
        byte[][] first = ArchiveSamples.RandomMemory(random, 3000);
        byte[][] second = ArchiveSamples.Change(first, random).Memory;
        byte[] one = File.ReadAllBytes(
            ArchiveSamples.Write(_scratch.File("1.pea"), ArchiveSamples.With(compression, 1), first, second));
        byte[] three = File.ReadAllBytes(
            ArchiveSamples.Write(_scratch.File("3.pea"), ArchiveSamples.With(compression, 3), first, second));
        Assert.Equal(one, three);
    }

    [Fact]
    public void Pages_without_bytes_are_kept_as_missing_and_not_as_zeros()
    {
        byte[][] memory = MemoryPages.Of(1, 2, 3, 4, 5);
        MemoryPages source = ArchiveSamples.Source(memory);
        source.Lost.Add(0);
        source.Lost.Add(3);
        string path = _scratch.File("a.pea");
        using (MemoryArchiveWriter writer = MemoryArchiveWriter.Open(path, ArchiveSamples.Plain))
        {
            Assert.Equal(2UL, writer.Add(source).MissingPages);
            source.Lost.Remove(3);
            PageRange[] changed = [new(new GuestFrameNumber(3), 1)];
            Assert.Equal(1UL, writer.Add(source, new() { Parent = 1, Changed = changed }).MissingPages);
        }

        using MemoryImage image = MemoryImage.Open(path + "#1");
        byte[] pages = new byte[5 * Page.Size];
        Assert.Equal(0, image.Read(0, pages));
        Assert.Equal(2, image.Read(1, pages.AsSpan(0, 4 * Page.Size)));
        Assert.Equal(memory[2], pages[Page.Size..(2 * Page.Size)]);
        Assert.Equal(1, image.Read(4, pages.AsSpan(0, Page.Size)));
    }

    [Fact]
    public void What_is_said_about_a_checkpoint_is_kept()
    {
        string path = _scratch.File("a.pea");
        var created = new DateTimeOffset(2026, 5, 17, 8, 30, 1, 250, TimeSpan.Zero);
        MemoryImageSegment[] segments = [new(new GuestFrameNumber(5), 0, 1), new(new GuestFrameNumber(100), 1, 2)];
        using (MemoryArchiveWriter writer = MemoryArchiveWriter.Open(path))
        {
            writer.Add(ArchiveSamples.Source(MemoryPages.Of(1, 0, 3)), new()
            {
                Machine = "web",
                Name = "vor dem Umzug → jetzt",
                Source = "process 4711 (postgres)",
                Created = created,
                IsOfRunning = true,
                Segments = segments,
            });
        }

        using MemoryArchive archive = MemoryArchive.Open(path);
        MemoryCheckpoint found = Assert.Single(archive.Checkpoints);
        Assert.Equal(("web", "vor dem Umzug → jetzt"), (found.Machine, found.Name));
        Assert.Equal("process 4711 (postgres)", found.Source);
        Assert.Equal((1U, 0U, created, true), (found.Number, found.Parent, found.Created, found.IsOfRunning));
        Assert.Equal((3UL, 1UL, 2UL), (found.PageCount, found.ZeroPages, found.NewContents));
        using MemoryImage image = archive.OpenCheckpoint(found);
        Assert.Equal(segments, image.Segments);
        Assert.Equal(new GuestFrameNumber(101), image.GetFrame(2));
    }

    [Fact]
    public void Senseless_requests_are_refused_before_anything_is_written()
    {
        using MemoryArchiveWriter writer = MemoryArchiveWriter.Open(_scratch.File("a.pea"), ArchiveSamples.Plain);
        writer.Add(ArchiveSamples.Source(MemoryPages.Of(1, 2)));
        MemoryPages source = ArchiveSamples.Source(MemoryPages.Of(1, 2, 3));
        PageRange[] range = [new(new GuestFrameNumber(0), 1)];
        PageRange[] twice = [new(new GuestFrameNumber(1), 1), new(new GuestFrameNumber(1), 1)];
        PageRange[] far = [new(new GuestFrameNumber(2), ulong.MaxValue)];
        MemoryCheckpointOptions[] senseless =
        [
            new() { Name = "two\nlines" },
            new() { Machine = new string('m', MemoryCheckpointOptions.MaxTextBytes + 1) },
            new() { Source = "half of a letter \uD800" },
            new() { Parent = 2 },
            new() { Changed = range },
            new() { Parent = 1, Changed = range },
            new() { Parent = 1, Changed = twice },
            new() { Parent = 1, Changed = far },
            new() { Segments = [new(new GuestFrameNumber(0), 0, 2)] },
            new() { Segments = [new(new GuestFrameNumber(9), 0, 2), new(new GuestFrameNumber(10), 2, 1)] },
        ];
        Assert.All(senseless, options => Assert.Throws<ArgumentException>(() => writer.Add(source, options)));
        Assert.Throws<ArgumentException>(() => writer.Add(ArchiveSamples.Source([])));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => MemoryArchiveWriter.Open(_scratch.File("b.pea"), new() { Workers = 0 }));
        Assert.Equal(2U, writer.Add(source).Number);
    }

    public void Dispose() => _scratch.Dispose();

    private static void RequireEachContentOnce(string path, List<byte[][]> states)
    {
        HashSet<UInt128> contents = [.. states.SelectMany(static state => state)
            .Where(static page => !PageEngine.PageContent.IsZero(page))
            .Select(static page => System.IO.Hashing.XxHash128.HashToUInt128(page))];
        using MemoryArchive archive = MemoryArchive.Open(path);
        ulong stored = archive.Checkpoints.Aggregate(0UL, static (sum, next) => sum + next.NewContents);
        Assert.Equal((ulong)contents.Count, stored);
    }
}
