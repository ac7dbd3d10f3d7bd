using PageEngine.TestSupport;

namespace PageEngine.Images.Tests;

/// <summary>Whatever stops a writer, the last complete checkpoint is there.</summary>
public sealed class ArchiveCrashTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void Cut_at_any_byte_the_archive_gives_back_the_last_complete_checkpoint()
    {
        byte[][][] states = [MemoryPages.Of(1, 0, 2), MemoryPages.Of(1, 3, 2), MemoryPages.Of(4, 3, 0)];
        foreach (byte[] page in states.SelectMany(static state => state))
        {
            page.AsSpan(200).Clear();
        }

        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.With("lz4"), states);
        byte[] whole = File.ReadAllBytes(path);
        long[] ends;
        using (MemoryArchive archive = MemoryArchive.Open(path))
        {
            ends = [.. archive.Checkpoints.Select(static checkpoint => checkpoint.Record.End)];
            Assert.Equal(whole.Length, ends[^1]);
        }

        for (int length = whole.Length - 1; length > 0; length--)
        {
            using (FileStream file = File.OpenWrite(path))
            {
                file.SetLength(length);
            }

            int complete = ends.Count(end => end <= length);
            if (complete == 0)
            {
                Assert.Throws<PageSourceException>(() => MemoryArchive.Open(path));
                continue;
            }

            using MemoryArchive cut = MemoryArchive.Open(path);
            Assert.Equal(complete, cut.Checkpoints.Count);
            Assert.Equal(length - ends[complete - 1], cut.UnfinishedBytes);
            using MemoryImage last = cut.OpenCheckpoint(cut.Find(null));
            ArchiveSamples.RequireSame(states[complete - 1], last);
        }
    }

    [Fact]
    public void The_next_writer_cuts_off_what_was_left_and_goes_on()
    {
        byte[][][] states = [MemoryPages.Of(1, 2), MemoryPages.Of(3, 2), MemoryPages.Of(5, 6)];
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.Plain, states[0], states[1]);
        byte[] whole = File.ReadAllBytes(path);
        foreach (int lost in (int[])[1, 100, 160, 300, 3000])
        {
            File.WriteAllBytes(path, whole[..^lost]);
            using (MemoryArchiveWriter writer = MemoryArchiveWriter.Open(path))
            {
                Assert.Single(writer.Checkpoints);
                Assert.NotEqual(0, writer.UnfinishedBytes);
                writer.Add(ArchiveSamples.Source(states[2]), new() { Parent = 1 });
                Assert.Equal(0, writer.UnfinishedBytes);
            }

            ArchiveSamples.RequireStates(path, states[0], states[2]);
        }
    }

    [Fact]
    public void Rubbish_behind_the_last_checkpoint_is_not_taken_for_one()
    {
        byte[][] memory = MemoryPages.Of(1, 2);
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.Plain, memory);
        byte[] whole = File.ReadAllBytes(path);
        byte[] record = whole[^CheckpointRecord.Length..];
        byte[] magics = [.. Enumerable.Repeat(record[..8], 400_000).SelectMany(static part => part)];
        foreach (byte[] rubbish in (byte[][])[record, magics, new byte[3_000_001], [1]])
        {
            File.WriteAllBytes(path, [.. whole, .. rubbish]);
            using MemoryArchive archive = MemoryArchive.Open(path);
            Assert.Equal(rubbish.Length, archive.UnfinishedBytes);
            using MemoryImage image = archive.OpenCheckpoint(Assert.Single(archive.Checkpoints));
            ArchiveSamples.RequireSame(memory, image);
        }
    }

    [Fact]
    public void A_source_that_fails_or_a_run_that_is_cancelled_leaves_the_archive_as_it_was()
    {
        var random = new Random(4);
        byte[][] memory = ArchiveSamples.RandomMemory(random, 5000);
        byte[][] later = ArchiveSamples.RandomMemory(random, 5000);
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.Plain, memory);
        byte[] before = File.ReadAllBytes(path);
        using (MemoryArchiveWriter writer = MemoryArchiveWriter.Open(path, new() { Workers = 2 }))
        {
            MemoryPages broken = ArchiveSamples.Source(later);
            broken.FailsFrom = 4000;
            PageSourceException exception = Assert.Throws<PageSourceException>(() => writer.Add(broken));
            Assert.StartsWith("broken.raw: ", exception.Message, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllBytes(path));

            using var source = new CancellationTokenSource();
            var progress = new Relay(_ => source.Cancel());
            Assert.Throws<OperationCanceledException>(
                () => writer.Append(ArchiveSamples.Source(later), null, progress, source.Token));
            Assert.Equal(before, File.ReadAllBytes(path));
            writer.Add(ArchiveSamples.Source(later));
        }

        ArchiveSamples.RequireStates(path, memory, later);
    }

    [Fact]
    public void A_new_archive_has_its_name_only_with_its_first_checkpoint()
    {
        string path = _scratch.File("a.pea");
        using (MemoryArchiveWriter writer = MemoryArchiveWriter.Open(path))
        {
            MemoryPages broken = ArchiveSamples.Source(MemoryPages.Of(1, 2));
            broken.FailsFrom = 1;
            Assert.Throws<PageSourceException>(() => writer.Add(broken));
            Assert.False(File.Exists(path));
        }

        Assert.Equal([path + ".lock"], Directory.GetFiles(_scratch.Directory));

        // What a writer that was killed left behind is in nobody's way.
        File.WriteAllText(path + ".new", "the beginning of an archive");
        ArchiveSamples.Write(path, ArchiveSamples.Plain, MemoryPages.Of(1, 2));
        ArchiveSamples.RequireStates(path, MemoryPages.Of(1, 2));
        Assert.False(File.Exists(path + ".new"));
    }

    [Fact]
    public void A_second_writer_is_refused_and_readers_are_not()
    {
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.Plain, MemoryPages.Of(1, 2));
        string link = _scratch.File("link.pea");
        File.CreateSymbolicLink(link, path);
        using (MemoryArchiveWriter writer = MemoryArchiveWriter.Open(path))
        {
            foreach (string name in (string[])[path, link])
            {
                PageSourceException exception =
                    Assert.Throws<PageSourceException>(() => MemoryArchiveWriter.Open(name));
                Assert.Equal($"{name}: another writer is at work on the archive", exception.Message);
            }

            ArchiveSamples.RequireStates(path, MemoryPages.Of(1, 2));
            writer.Add(ArchiveSamples.Source(MemoryPages.Of(3)));
        }

        using MemoryArchiveWriter next = MemoryArchiveWriter.Open(link);
        Assert.Equal(2, next.Checkpoints.Count);
    }

    [Fact]
    public void A_name_without_a_directory_is_a_file_of_the_current_one()
    {
        string name = $"pageengine-{Guid.NewGuid()}.pea";
        try
        {
            ArchiveSamples.Write(name, ArchiveSamples.Plain, MemoryPages.Of(1));
            ArchiveSamples.RequireStates(name, MemoryPages.Of(1));
        }
        finally
        {
            File.Delete(name);
            File.Delete(name + ".lock");
        }

        string lost = _scratch.File("no/such/a.pea");
        PageSourceException exception = Assert.Throws<PageSourceException>(() => MemoryArchiveWriter.Open(lost));
        Assert.Equal($"{lost}: the archive cannot be locked by {lost}.lock: there is no such file", exception.Message);
    }

    [Fact]
    public void A_reader_keeps_what_it_opened_while_a_writer_appends()
    {
        byte[][] memory = MemoryPages.Of(1, 2, 3);
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.Plain, memory);
        using MemoryImage image = MemoryImage.Open(path);
        ArchiveSamples.Write(path, ArchiveSamples.Plain, MemoryPages.Of(4, 5));
        ArchiveSamples.RequireSame(memory, image);
        ArchiveSamples.RequireStates(path, memory, MemoryPages.Of(4, 5));
    }

    public void Dispose() => _scratch.Dispose();

    private sealed class Relay(Action<MemoryArchiveProgress> told) : IProgress<MemoryArchiveProgress>
    {
        public void Report(MemoryArchiveProgress value) => told(value);
    }
}
