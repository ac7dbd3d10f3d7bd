using PageEngine.TestSupport;

namespace PageEngine.Images.Tests;

/// <summary>Checkpoints as memory images, read where they are.</summary>
public sealed class ArchiveImageTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_path_names_a_checkpoint_by_number_or_name_and_the_last_one_without()
    {
        string path = ArchiveSamples.Write(
            _scratch.File("a.pea"), ArchiveSamples.Plain, MemoryPages.Of(1), MemoryPages.Of(2), MemoryPages.Of(3));
        foreach ((string name, ulong token, uint number) in
            ((string, ulong, uint)[])[(path, 3, 3), (path + "#1", 1, 1), (path + "#state 1", 2, 2)])
        {
            using MemoryImage image = MemoryImage.Open(name);
            ArchiveSamples.RequireSame(MemoryPages.Of(token), image);
            Assert.Equal(MemoryImageFormat.Archive, image.Format);
            Assert.Equal($"{path}#{number}", image.Path);
            Assert.Equal(new FileInfo(path).Length, image.ByteLength);
        }

        using MemoryImage chosen = MemoryImage.Open(path, new() { Checkpoint = "2" });
        ArchiveSamples.RequireSame(MemoryPages.Of(2), chosen);
        Assert.Equal(
            "there is no checkpoint '4'; it has 1 to 3", ImageAssert.Refused(path, new() { Checkpoint = "4" }));
        PageSourceException exception = Assert.Throws<PageSourceException>(() => MemoryImage.Open(path + "#noon"));
        Assert.Equal($"{path}: there is no checkpoint 'noon'; it has 1 to 3", exception.Message);
        Assert.Equal("there is no such file", ImageAssert.Refused(_scratch.File("b.pea#1")));
    }

    [Fact]
    public void A_file_whose_name_looks_like_a_checkpoint_comes_first()
    {
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.Plain, MemoryPages.Of(1));
        _scratch.File("a.pea#1", MemoryPages.Of(7)[0]);
        using MemoryImage image = MemoryImage.Open(path + "#1");
        Assert.Equal(MemoryImageFormat.Raw, image.Format);
    }

    [Fact]
    public void Zeros_are_known_without_reading_pages()
    {
        byte[][] memory = new byte[5000][];
        Array.Fill(memory, new byte[Page.Size]);
        memory[3] = MemoryPages.Of(1)[0];
        memory[4100] = MemoryPages.Of(2)[0];
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.Plain, memory);
        using MemoryImage image = MemoryImage.Open(path);
        for (ulong page = 0; page < 5000;)
        {
            bool isZero = image.IsKnownZero(page, out ulong run);
            for (ulong next = page; next < page + run; next++)
            {
                Assert.Equal(isZero, next is not 3 and not 4100);
            }

            page += run;
        }
    }

    [Fact]
    public void A_core_and_a_raw_dump_keep_their_addresses_and_their_length()
    {
        byte[] bytes = ImageAssert.Bytes(2 * Page.Size, 5);
        var elf = new ElfBytes { HeaderCount = 2 };
        elf.Load(0x5000, bytes).Load(0x900000, bytes.AsSpan(0, Page.Size).ToArray());
        string raw = _scratch.File("a.raw", bytes.AsSpan(0, 5000));
        string path = _scratch.File("a.pea");
        using (MemoryArchiveWriter writer = MemoryArchiveWriter.Open(path))
        using (MemoryImage core = MemoryImage.Open(_scratch.File("core", elf.ToArray())))
        using (MemoryImage dump = MemoryImage.Open(raw))
        {
            writer.Add(core);
            writer.Add(dump);
            using MemoryImage kept = MemoryImage.Open(path + "#1");
            Assert.Equal(core.Segments, kept.Segments);
        }

        using MemoryImage padded = MemoryImage.Open(path + "#2");
        Assert.Equal((ulong)((2 * Page.Size) - 5000), padded.PaddedBytes);
    }

    [Fact]
    public void Reading_a_checkpoint_allocates_nothing()
    {
        byte[][] memory = ArchiveSamples.RandomMemory(new Random(6), 600);
        string path = ArchiveSamples.Write(_scratch.File("a.pea"), ArchiveSamples.With("lz4"), memory);
        using MemoryImage image = MemoryImage.Open(path);
        byte[] pages = new byte[600 * Page.Size];
        image.Read(0, pages);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            image.Read(0, pages);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public void Dispose() => _scratch.Dispose();
}
