using PageEngine.TestSupport;

namespace PageEngine.Images.Tests;

/// <summary>Memory that changes, and archives of it.</summary>
internal static class ArchiveSamples
{
    internal static MemoryArchiveWriterOptions Plain => new() { Seed = 1 };

    internal static MemoryArchiveWriterOptions With(string compression, int workers = 1) => new()
    {
        Seed = 1,
        Workers = workers,
        MakeCompressor = compression switch
        {
            "lz4" => static () => new Lz4PageCompressor(),
            "zstd" => static () => new ZstandardPageCompressor(),
            _ => null,
        },
    };

    /// <summary>A page: zeros, one pattern, text that shrinks, noise; some contents are frequent.</summary>
    internal static byte[] RandomPage(Random random)
    {
        byte[] page = new byte[Page.Size];
        switch (random.Next(6))
        {
            case 0:
                break;
            case 1:
                PageEngine.PageContent.Fill(page, (ulong)random.Next(1, 4));
                break;
            case 2:
                new PageToken((ulong)random.Next(1, 20)).Expand(page);
                break;
            case 3:
                random.NextBytes(page.AsSpan(0, 600));
                break;
            default:
                random.NextBytes(page);
                break;
        }

        return page;
    }

    internal static byte[][] RandomMemory(Random random, int pages) =>
        [.. Enumerable.Range(0, pages).Select(_ => RandomPage(random))];

    /// <summary>Writes to some pages; the ranges that may differ, some of them without a difference.</summary>
    internal static (byte[][] Memory, List<PageRange> Changed) Change(byte[][] memory, Random random)
    {
        byte[][] changed = [.. memory];
        var ranges = new List<PageRange>();
        for (int page = random.Next(memory.Length); page < memory.Length;)
        {
            int count = Math.Min(random.Next(1, 8), memory.Length - page);
            ranges.Add(new PageRange(new GuestFrameNumber((ulong)page), (ulong)count));
            for (int i = page; i < page + count; i++)
            {
                changed[i] = random.Next(5) switch
                {
                    0 => memory[i],
                    1 => memory[random.Next(memory.Length)],
                    _ => RandomPage(random),
                };
            }

            page += count + random.Next(1, Math.Max(2, memory.Length / 3));
        }

        return (changed, ranges);
    }

    internal static MemoryPages Source(byte[][] memory) => new(memory);

    /// <summary>Appends a checkpoint; a test that is given up gives up the checkpoint.</summary>
    internal static MemoryCheckpoint Add(
        this MemoryArchiveWriter writer, PageSource source, MemoryCheckpointOptions? options = null) =>
        writer.Append(source, options, null, TestContext.Current.CancellationToken);

    internal static MemoryArchiveReport Check(this MemoryArchive archive, int workers = 1) =>
        archive.Verify(workers, null, TestContext.Current.CancellationToken);

    /// <summary>An archive with a checkpoint for each state of memory.</summary>
    internal static string Write(string path, MemoryArchiveWriterOptions options, params byte[][][] states)
    {
        using MemoryArchiveWriter writer = MemoryArchiveWriter.Open(path, options);
        for (int i = 0; i < states.Length; i++)
        {
            uint parent = writer.Checkpoints.Count == 0 ? 0 : writer.Checkpoints[^1].Number;
            writer.Add(Source(states[i]), new() { Name = $"state {i}", Parent = parent });
        }

        return path;
    }

    /// <summary>Requires that a checkpoint holds a state of memory.</summary>
    internal static void RequireSame(byte[][] memory, PageSource image)
    {
        Assert.Equal((ulong)memory.Length, image.PageCount);
        byte[] all = ImageAssert.ReadAll(image);
        for (int i = 0; i < memory.Length; i++)
        {
            Assert.True(memory[i].AsSpan().SequenceEqual(all.AsSpan(i * Page.Size, Page.Size)), $"page {i} differs");
        }
    }

    /// <summary>Requires that an archive has exactly these states, and that every byte of it is right.</summary>
    internal static void RequireStates(string path, params byte[][][] states)
    {
        using MemoryArchive archive = MemoryArchive.Open(path);
        Assert.Equal(states.Length, archive.Checkpoints.Count);
        for (int i = 0; i < states.Length; i++)
        {
            using MemoryImage image = archive.OpenCheckpoint(archive.Checkpoints[i]);
            RequireSame(states[i], image);
        }

        MemoryArchiveReport report = archive.Check();
        Assert.Equal([], report.Problems);
        Assert.True(report.IsSound);
    }
}
