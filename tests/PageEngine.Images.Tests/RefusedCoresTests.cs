namespace PageEngine.Images.Tests;

public sealed class RefusedCoresTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Theory]
    [InlineData(1, "an ELF object file")]
    [InlineData(2, "an ELF executable")]
    [InlineData(3, "an ELF executable or shared library")]
    [InlineData(77, "an ELF file of type 77")]
    public void ELF_files_that_are_no_cores_are_named(ushort type, string name)
    {
        var elf = new ElfBytes { HeaderCount = 1, Type = type };
        Assert.Equal($"this is {name}, not a core", Refused(elf.Load(0, [1]).ToArray()));
    }

    [Fact]
    public void A_running_program_is_no_core()
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessPath is not { } program)
        {
            Assert.Skip("an ELF executable is asked for");
            return;
        }

        Assert.EndsWith(", not a core", ImageAssert.Refused(program), StringComparison.Ordinal);
    }

    [Fact]
    public void A_core_that_was_cut_off_says_what_is_missing_at_every_length()
    {
        var elf = new ElfBytes { HeaderCount = 2 };
        byte[] whole = elf.Load(0x1000, ImageAssert.Bytes(100, 1)).Load(0x9000, ImageAssert.Bytes(50, 2)).ToArray();
        for (int length = 6; length < whole.Length; length++)
        {
            Assert.StartsWith("the core is truncated: ", Refused(whole[..length]), StringComparison.Ordinal);
        }

        Assert.Equal(
            $"the core is truncated: segment 1 needs bytes up to {whole.Length}, the file has {whole.Length - 1}",
            Refused(whole[..^1]));
    }

    [Fact]
    public void Unknown_classes_and_byte_orders_are_refused()
    {
        byte[] elf = new ElfBytes { HeaderCount = 1 }.Load(0, [1]).ToArray();
        elf[4] = 3;
        Assert.Contains("class 3", Refused(elf), StringComparison.Ordinal);
        elf[4] = 2;
        elf[5] = 0;
        Assert.Contains("byte order 0", Refused(elf), StringComparison.Ordinal);
    }

    [Fact]
    public void Segments_that_contradict_each_other_are_refused()
    {
        var elf = new ElfBytes { HeaderCount = 2 };
        elf.Load(0x1000, ImageAssert.Bytes(Page.Size, 1)).Load(0x1800, ImageAssert.Bytes(Page.Size, 2));
        Assert.Equal("segments 0 and 1 overlap at address 0x1800", Refused(elf.ToArray()));
    }

    [Fact]
    public void A_segment_with_more_bytes_in_the_file_than_in_memory_is_refused()
    {
        var elf = new ElfBytes { HeaderCount = 1 };
        Assert.Contains("more bytes in the file", Refused(elf.Load(0, new byte[9], memory: 8).ToArray()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_beyond_the_address_space_is_refused()
    {
        var elf = new ElfBytes { HeaderCount = 1 };
        Assert.Equal("segment 0 goes beyond the end of the address space",
            Refused(elf.Load(ulong.MaxValue, new byte[2]).ToArray()));
    }

    [Theory]
    [InlineData(ulong.MaxValue, 16UL)]
    [InlineData(16UL, ulong.MaxValue)]
    [InlineData(1UL << 63, 1UL << 63)]
    public void Offsets_and_sizes_that_overflow_are_refused(ulong offset, ulong size)
    {
        var elf = new ElfBytes { HeaderCount = 1 };
        Assert.StartsWith("the core is truncated: ", Refused(elf.Header(1, offset, 0, 0, size, size).ToArray()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_core_larger_than_any_machine_is_refused()
    {
        var elf = new ElfBytes { HeaderCount = 1 };
        byte[] bytes = elf.Load(0, [1], memory: 1UL << 60).ToArray();
        Assert.Equal("segment 0 makes the core larger than 4 PiB", Refused(bytes, new() { ZeroFillTails = true }));
    }

    [Fact]
    public void A_core_without_memory_is_refused()
    {
        Assert.Equal("the core holds no memory", Refused(new ElfBytes { HeaderCount = 0 }.ToArray()));
        var elf = new ElfBytes { HeaderCount = 1 };
        Assert.Equal("the core holds no memory", Refused(elf.Load(0, [], memory: Page.Size).ToArray()));
    }

    [Fact]
    public void Absurd_counts_of_headers_are_refused()
    {
        byte[] elf = new ElfBytes { HeaderCount = 1, CountElsewhere = true }.Load(0, [1]).ToArray();
        elf.AsSpan(64 + 56 + 44, 4).Fill(0xFF);
        Assert.StartsWith("it claims 4294967295 program headers", Refused(elf), StringComparison.Ordinal);
        elf.AsSpan(40, 8).Clear();
        Assert.StartsWith("the count of its program headers", Refused(elf), StringComparison.Ordinal);
        elf.AsSpan(40, 8).Fill(0xFF);
        Assert.StartsWith("the core is truncated: its first section header", Refused(elf), StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_of_another_length_are_refused()
    {
        byte[] elf = new ElfBytes { HeaderCount = 1 }.Load(0, [1]).ToArray();
        elf[54] = 57;
        Assert.Equal("its program headers are 57 bytes long instead of 56", Refused(elf));
    }

    public void Dispose() => _scratch.Dispose();

    private string Refused(byte[] content, MemoryImageOptions? options = null) =>
        ImageAssert.Refused(_scratch.File("core", content), options);
}
