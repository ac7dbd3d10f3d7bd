namespace PageEngine.Images.Tests;

public sealed class ElfCoreTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void Cores_of_both_widths_and_byte_orders_are_read(bool is64, bool isBigEndian, bool countElsewhere)
    {
        byte[] low = ImageAssert.Bytes(2 * Page.Size, 1);
        byte[] high = ImageAssert.Bytes(Page.Size, 2);
        var elf = new ElfBytes
        {
            Is64 = is64,
            IsBigEndian = isBigEndian,
            CountElsewhere = countElsewhere,
            HeaderCount = 3,
        };
        elf.Header(4, 0, 0, 0, 10, 0).Load(0x8000_0000, high).Gap([1, 2, 3]).Load(0x1000, low);
        using MemoryImage image = Open(elf);
        Assert.Equal(MemoryImageFormat.ElfCore, image.Format);
        Assert.Equal(
            [new(new GuestFrameNumber(1), 0, 2), new MemoryImageSegment(new GuestFrameNumber(0x80000), 2, 1)],
            image.Segments);
        Assert.Equal([.. low, .. high], ImageAssert.ReadAll(image));
        Assert.Equal(0UL, image.PaddedBytes);
        Assert.Equal(new GuestFrameNumber(0x80000), image.GetFrame(2));
        Assert.True(image.TryFindPage(new GuestFrameNumber(2), out ulong page));
        Assert.Equal(1UL, page);
        Assert.False(image.TryFindPage(new GuestFrameNumber(0), out _));
        Assert.False(image.TryFindPage(new GuestFrameNumber(3), out _));
    }

    [Fact]
    public void Physical_addresses_count_where_there_are_any()
    {
        var elf = new ElfBytes { HeaderCount = 2 };
        elf.Load(0xFFFF_8000_0000_0000, new byte[Page.Size], 0x5000).Load(0xFFFF_9000_0000_0000, new byte[Page.Size]);
        using MemoryImage image = Open(elf);
        Assert.Equal([0UL, 5UL], image.Segments.Select(segment => segment.Start.Value));
    }

    [Fact]
    public void Pages_are_cut_by_address_where_segments_are_not_aligned()
    {
        // Two segments share a page, and the file holds bytes between them that are no memory.
        byte[] first = ImageAssert.Bytes(0x1800, 3);
        byte[] second = ImageAssert.Bytes(0x400, 4);
        var elf = new ElfBytes { HeaderCount = 2 };
        elf.Load(0x10100, first).Gap(ImageAssert.Bytes(0x100, 5)).Load(0x11A00, second);
        using MemoryImage image = Open(elf);
        Assert.Equal([new MemoryImageSegment(new GuestFrameNumber(0x10), 0, 2)], image.Segments);
        byte[] expected = new byte[2 * Page.Size];
        first.CopyTo(expected, 0x100);
        second.CopyTo(expected, 0x1A00);
        Assert.Equal(expected, ImageAssert.ReadAll(image));
        Assert.Equal((ulong)(2 * Page.Size - 0x1800 - 0x400), image.PaddedBytes);
    }

    [Fact]
    public void The_last_page_of_the_address_space_can_be_in_a_core()
    {
        var elf = new ElfBytes { HeaderCount = 1 };
        elf.Load(0xFFFF_FFFF_FFFF_F000, ImageAssert.Bytes(Page.Size, 6));
        using MemoryImage image = Open(elf);
        Assert.Equal(1UL, image.PageCount);
        Assert.True(image.TryFindPage(new GuestFrameNumber(0xF_FFFF_FFFF_FFFF), out _));
    }

    [Fact]
    public void What_a_core_does_not_hold_is_absent_and_counted()
    {
        ElfBytes elf = PartlyDumped();
        using MemoryImage image = Open(elf);
        Assert.Equal(1UL, image.PageCount);
        Assert.Equal(3UL + 7, image.AbsentPages);
        Assert.False(image.TryFindPage(new GuestFrameNumber(0x11), out _));
    }

    [Fact]
    public void Tails_of_segments_can_be_filled_with_zeros()
    {
        ElfBytes elf = PartlyDumped();
        using MemoryImage image = Open(elf, new() { ZeroFillTails = true });
        Assert.Equal(4UL, image.PageCount);
        Assert.Equal(7UL, image.AbsentPages);
        Assert.Equal(0UL, image.PaddedBytes);
        Assert.False(image.IsKnownZero(0, out ulong run));
        Assert.Equal(1UL, run);
        Assert.True(image.IsKnownZero(1, out run));
        Assert.Equal(3UL, run);
        Assert.All(ImageAssert.ReadAll(image)[Page.Size..], static value => Assert.Equal(0, value));
    }

    [Fact]
    public void Memory_that_is_dumped_through_two_mappings_counts_once()
    {
        byte[] bytes = ImageAssert.Bytes(3 * Page.Size, 7);
        var elf = new ElfBytes { HeaderCount = 3 };
        elf.Load(0xFFFF_8000_0000_0000, bytes, 0x10000);
        elf.Header(1, elf.DataAt + Page.Size, 0xFFFF_F000_0000_0000, 0x11000, 2 * Page.Size, 2 * Page.Size);
        elf.Load(0xFFFF_C000_0000_0000, bytes.AsSpan(Page.Size), 0x11000);
        using MemoryImage image = Open(elf);
        Assert.Equal(3UL, image.PageCount);
        Assert.Equal(bytes, ImageAssert.ReadAll(image));
    }

    [Fact]
    public void An_overlap_is_only_cut_out_where_it_overlaps()
    {
        byte[] bytes = ImageAssert.Bytes(4 * Page.Size, 8);
        var elf = new ElfBytes { HeaderCount = 2 };
        elf.Load(0xFFFF_8000_0000_0000, bytes.AsSpan(0, 2 * Page.Size), 0x10000);
        elf.Load(0xFFFF_C000_0000_0000, bytes.AsSpan(Page.Size), 0x11000);
        using MemoryImage image = Open(elf);
        Assert.Equal(4UL, image.PageCount);
        Assert.Equal(bytes, ImageAssert.ReadAll(image));
    }

    [Fact]
    public void A_core_that_was_written_can_be_read()
    {
        byte[] bytes = ImageAssert.Bytes(3 * Page.Size, 9);
        string path = _scratch.File("core");
        using (FileStream file = File.Create(path))
        {
            var core = new ElfCoreWriter(file, [new(0, Page.Size), new(0x100000, 4 * Page.Size)]);
            core.Write(bytes);
            core.Skip(2 * Page.Size);
            Assert.Equal(0UL, core.RemainingBytes);
            Assert.Throws<ArgumentOutOfRangeException>(() => core.Write([1]));
            core.Complete();
        }

        using MemoryImage image = MemoryImage.Open(path);
        Assert.Equal([0UL, 0x100UL], image.Segments.Select(segment => segment.Start.Value));
        Assert.Equal([.. bytes, .. new byte[2 * Page.Size]], ImageAssert.ReadAll(image));
    }

    [Fact]
    public void A_core_with_more_segments_than_the_header_can_count_is_written_and_read()
    {
        const int Count = 70_000;
        string path = _scratch.File("core");
        using (FileStream file = File.Create(path))
        {
            var segments = Enumerable.Range(0, Count).Select(i => new ElfCoreSegment((ulong)i << 13, 1)).ToArray();
            var core = new ElfCoreWriter(file, segments);
            core.Write(ImageAssert.Bytes(Count, 10));
            core.Complete();
        }

        using MemoryImage image = MemoryImage.Open(path);
        Assert.Equal((ulong)Count, image.PageCount);
        Assert.Equal(Count, image.Segments.Count);
        Assert.Equal((ulong)Count * (Page.Size - 1), image.PaddedBytes);
        Assert.Equal(new GuestFrameNumber(2 * (Count - 1)), image.GetFrame(Count - 1));
    }

    [Fact]
    public void A_core_is_not_complete_before_its_last_byte()
    {
        var core = new ElfCoreWriter(new MemoryStream(), [new(0, 10)]);
        core.Write(new byte[9]);
        Assert.Throws<InvalidOperationException>(core.Complete);
    }

    public void Dispose() => _scratch.Dispose();

    // One segment with its first page dumped, as the kernel does for libraries, and one with nothing dumped.
    private static ElfBytes PartlyDumped() =>
        new ElfBytes { HeaderCount = 2 }
            .Load(0x10000, ImageAssert.Bytes(Page.Size, 11), memory: 4 * Page.Size)
            .Load(0x20000, [], memory: 7 * Page.Size);

    private MemoryImage Open(ElfBytes elf, MemoryImageOptions? options = null) =>
        MemoryImage.Open(_scratch.File("core", elf.ToArray()), options);
}
