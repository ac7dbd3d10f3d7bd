using PageEngine.TestSupport;

namespace PageEngine.Images.Tests;

/// <summary>Archives whose bytes are not as they were written, by accident or on purpose.</summary>
public sealed class ArchiveDamageTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_flipped_bit_anywhere_is_found_and_no_wrong_page_is_given_out()
    {
        byte[][][] states = [MemoryPages.Of(1, 0, 2), MemoryPages.Of(1, 3, 2)];
        PageEngine.PageContent.Fill(states[1][0], 77);
        states[1][2].AsSpan(500).Clear();
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.With("lz4"), states);
        byte[] whole = File.ReadAllBytes(path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        for (int at = 0; at < whole.Length; at++)
        {
            Poke(file, at, (byte)(whole[at] ^ (1 << (at % 8))));
            RequireFound(path, states, at);
            Poke(file, at, whole[at]);
        }
    }

    [Fact]
    public void A_damaged_page_does_not_keep_the_others_from_being_read()
    {
        byte[][][] states = [MemoryPages.Of(1, 2, 3), MemoryPages.Of(1, 2, 4)];
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.Plain, states);
        using (FileStream file = File.OpenWrite(path))
        {
            Poke(file, ArchiveHeader.Length + (2 * Page.Size) + 5, 0xFF);
        }

        using MemoryArchive archive = MemoryArchive.Open(path);
        MemoryArchiveReport report = archive.Check(2);
        Assert.Equal((1UL, 4UL), (report.DamagedContents, report.Contents));
        Assert.Equal([1U], report.DamagedCheckpoints);
        Assert.Contains($"{path}: a page at byte {ArchiveHeader.Length + (2 * Page.Size)} is damaged", report.Problems);
        using MemoryImage good = archive.OpenCheckpoint(archive.Checkpoints[1]);
        ArchiveSamples.RequireSame(states[1], good);
        using MemoryImage bad = archive.OpenCheckpoint(archive.Checkpoints[0]);
        byte[] page = new byte[Page.Size];
        Assert.Equal(1, bad.Read(1, page));
        Assert.Throws<PageSourceException>(() => bad.Read(2, page));
    }

    [Fact]
    public void A_content_that_is_damaged_is_stored_again_when_it_comes_again()
    {
        byte[][] memory = MemoryPages.Of(1, 2, 3);
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.Plain, memory);
        using (FileStream file = File.OpenWrite(path))
        {
            Poke(file, ArchiveHeader.Length + Page.Size, 0xFF);
        }

        using (MemoryArchiveWriter writer = MemoryArchiveWriter.Open(path))
        {
            Assert.Equal(1UL, writer.Add(ArchiveSamples.Source(memory), new() { Parent = 1 }).NewContents);
        }

        using MemoryImage image = MemoryImage.Open(path);
        ArchiveSamples.RequireSame(memory, image);
    }

    [Fact]
    public void Random_damage_is_read_or_refused_in_one_line()
    {
        for (int seed = 1; seed <= 1000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = [.. Small];
            for (int hits = random.Next(1, 6); hits > 0; hits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) == 0 ? 0xFF : random.Next(256));
            }

            RequireSurvival(bytes[..(random.Next(3) == 0 ? random.Next(1, bytes.Length) : bytes.Length)], seed);
        }
    }

    [Fact]
    public void Numbers_that_lie_under_right_checksums_are_read_or_refused_in_one_line()
    {
        for (int seed = 1; seed <= 1000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = [.. Small];
            Span<byte> record = bytes.AsSpan(bytes.Length - CheckpointRecord.Length);
            for (int hits = random.Next(1, 4); hits > 0; hits--)
            {
                // The fields are words; values around the borders are the ones that break readers.
                Span<byte> field = record.Slice(random.Next(2, 36) * 4, 4);
                BitConverter.TryWriteBytes(field, Lie(random, BitConverter.ToInt32(field)));
            }

            BitConverter.TryWriteBytes(record[^8..], ArchiveChecksum.Of(record[..^8], 1));
            RequireSurvival(bytes, seed);
        }
    }

    [Fact]
    public void A_map_that_lies_under_right_checksums_is_refused_when_it_is_read()
    {
        string path = _scratch.File("a.pea", Small);
        CheckpointRecord record = RecordOf(path);
        byte[] bytes = [.. Small];
        Span<byte> map = bytes.AsSpan((int)record.ChunksOffset, PageMapChunk.Length);
        BitConverter.TryWriteBytes(map[4..], 700_000);
        Span<byte> index = bytes.AsSpan((int)record.IndexOffset, (int)record.IndexLength);
        new PageMapEntry(record.ChunksOffset, ArchiveChecksum.Of(map, 1)).Write(index);
        (record with { IndexChecksum = ArchiveChecksum.Of(index, 1) }).Write(bytes.AsSpan((int)record.Offset), 1);
        File.WriteAllBytes(path, bytes);
        using MemoryImage image = MemoryImage.Open(path);
        PageSourceException exception =
            Assert.Throws<PageSourceException>(() => image.Read(0, new byte[3 * Page.Size]));
        Assert.Contains("a page map names content 699999, which is not there", exception.Message);
        using MemoryArchive archive = MemoryArchive.Open(path);
        Assert.Equal([1U], archive.Check().DamagedCheckpoints);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("text", "this is no archive of memory checkpoints")]
    public void What_is_no_archive_is_refused(string content, string reason)
    {
        string path = _scratch.File("a.pea", System.Text.Encoding.ASCII.GetBytes(content));
        PageSourceException exception = Assert.Throws<PageSourceException>(() => MemoryArchive.Open(path));
        Assert.Equal($"{path}: {reason}", exception.Message);
        if (content.Length > 0)
        {
            Assert.Throws<PageSourceException>(() => MemoryArchiveWriter.Open(path));
            Assert.Equal(content, File.ReadAllText(path));
        }
    }

    public void Dispose() => _scratch.Dispose();

    private byte[] Small => field ??= File.ReadAllBytes(
        ArchiveSamples.Write(_scratch.File("small.pea"), ArchiveSamples.With("lz4"), MemoryPages.Of(1, 0, 2)));

    private static CheckpointRecord RecordOf(string path)
    {
        using MemoryArchive archive = MemoryArchive.Open(path);
        return archive.Checkpoints[^1].Record;
    }

    private static int Lie(Random random, int right) => random.Next(7) switch
    {
        0 => 0,
        1 => -1,
        2 => int.MaxValue,
        3 => int.MinValue,
        4 => right + random.Next(-16, 17),
        5 => right * 2,
        _ => random.Next(),
    };

    private static void Poke(FileStream file, long offset, byte value)
    {
        file.Position = offset;
        file.WriteByte(value);
        file.Flush();
    }

    // A bit in the last record makes it as if the last checkpoint had never been finished.
    private static void RequireFound(string path, byte[][][] states, int at)
    {
        try
        {
            using MemoryArchive archive = MemoryArchive.Open(path);
            bool isFound = !archive.Check().IsSound || archive.UnfinishedBytes > 0;
            Assert.True(isFound, $"the flip at byte {at} was not found");
            foreach (MemoryCheckpoint checkpoint in archive.Checkpoints)
            {
                using MemoryImage image = archive.OpenCheckpoint(checkpoint);
                ArchiveSamples.RequireSame(states[(int)checkpoint.Number - 1], image);
            }
        }
        catch (PageSourceException exception)
        {
            Assert.StartsWith(path + ": ", exception.Message, StringComparison.Ordinal);
        }
    }

    private void RequireSurvival(byte[] bytes, int seed)
    {
        string path = _scratch.File("fuzzed.pea", bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using MemoryArchive archive = MemoryArchive.Open(path);
            archive.Check();
            byte[] page = new byte[Page.Size];
            foreach (MemoryCheckpoint checkpoint in archive.Checkpoints)
            {
                using MemoryImage image = archive.OpenCheckpoint(checkpoint);
                for (ulong at = 0; at < image.PageCount && at < 8; at++)
                {
                    image.IsKnownZero(at, out ulong run);
                    Assert.InRange(run, 1UL, image.PageCount - at);
                    image.Read(at, page);
                    Assert.True(image.TryFindPage(image.GetFrame(at), out ulong found) && found == at);
                }
            }
        }
        catch (PageSourceException exception)
        {
            Assert.StartsWith(path + ": ", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', exception.Message);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"seed {seed}", exception);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }
}
