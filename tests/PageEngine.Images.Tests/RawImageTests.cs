namespace PageEngine.Images.Tests;

public sealed class RawImageTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_raw_file_is_one_segment_from_address_zero()
    {
        byte[] content = ImageAssert.Bytes(3 * Page.Size, 1);
        using MemoryImage image = MemoryImage.Open(_scratch.File("a.raw", content));
        Assert.Equal(MemoryImageFormat.Raw, image.Format);
        Assert.Equal(3UL, image.PageCount);
        Assert.Equal(0UL, image.PaddedBytes);
        Assert.Equal(content.Length, image.ByteLength);
        Assert.Equal([new MemoryImageSegment(new GuestFrameNumber(0), 0, 3)], image.Segments);
        Assert.Equal(content, ImageAssert.ReadAll(image));
        Assert.False(image.IsKnownZero(1, out ulong run));
        Assert.Equal(2UL, run);
    }

    [Theory]
    [InlineData(1, 1UL, 4095UL)]
    [InlineData(4095, 1UL, 1UL)]
    [InlineData(4097, 2UL, 4095UL)]
    [InlineData(8192, 2UL, 0UL)]
    public void A_last_part_that_is_no_whole_page_is_filled_with_zeros(int length, ulong pages, ulong padded)
    {
        byte[] content = ImageAssert.Bytes(length, 2);
        using MemoryImage image = MemoryImage.Open(_scratch.File("a.raw", content));
        Assert.Equal(pages, image.PageCount);
        Assert.Equal(padded, image.PaddedBytes);
        byte[] expected = new byte[pages << Page.Shift];
        content.CopyTo(expected, 0);
        Assert.Equal(expected, ImageAssert.ReadAll(image));
    }

    [Fact]
    public void Addresses_lead_to_pages_and_back()
    {
        using MemoryImage image = MemoryImage.Open(_scratch.File("a.raw", new byte[2 * Page.Size]));
        Assert.Equal(new GuestFrameNumber(1), image.GetFrame(1));
        Assert.True(image.TryFindPage(new GuestFrameNumber(1), out ulong page));
        Assert.Equal(1UL, page);
        Assert.False(image.TryFindPage(new GuestFrameNumber(2), out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.GetFrame(2));
    }

    [Fact]
    public void Reads_outside_the_image_or_of_parts_of_pages_are_callers_bugs()
    {
        using MemoryImage image = MemoryImage.Open(_scratch.File("a.raw", new byte[2 * Page.Size]));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Read(0, new byte[100]));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Read(1, new byte[2 * Page.Size]));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Read(3, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.Read(ulong.MaxValue, new byte[Page.Size]));
        Assert.Throws<ArgumentOutOfRangeException>(() => image.IsKnownZero(2, out _));
        Assert.Equal(0, image.Read(2, []));
    }

    [Fact]
    public void A_file_that_shrank_after_opening_gives_an_error_that_says_where_it_ended()
    {
        string path = _scratch.File("a.raw", ImageAssert.Bytes(4 * Page.Size, 3));
        using MemoryImage image = MemoryImage.Open(path);
        using (FileStream file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(Page.Size + 10);
        }

        Assert.Equal(1, image.Read(0, new byte[Page.Size]));
        PageSourceException exception =
            Assert.Throws<PageSourceException>(() => image.Read(0, new byte[4 * Page.Size]));
        Assert.Equal($"{path}: the file ended at byte {Page.Size + 10} while it was read", exception.Message);
    }

    [Fact]
    public void A_file_that_grew_after_opening_keeps_its_pages()
    {
        string path = _scratch.File("a.raw", new byte[Page.Size]);
        using MemoryImage image = MemoryImage.Open(path);
        File.AppendAllText(path, "more");
        Assert.Equal(1UL, image.PageCount);
        Assert.Equal(1, image.Read(0, new byte[Page.Size]));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using MemoryImage image = MemoryImage.Open(_scratch.File("a.raw", ImageAssert.Bytes(16 * Page.Size, 4)));
        byte[] buffer = new byte[4 * Page.Size];
        image.Read(0, buffer);
        long checksum = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong page = 0; page + 4 <= image.PageCount; page++)
        {
            checksum += image.Read(page, buffer) + (image.IsKnownZero(page, out _) ? 1 : 0);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4 * 13, checksum);
    }

    [Fact]
    public void Many_threads_read_the_same_image_at_once()
    {
        byte[] content = ImageAssert.Bytes(64 * Page.Size, 5);
        using MemoryImage image = MemoryImage.Open(_scratch.File("a.raw", content));
        Parallel.For(0, 64, page =>
        {
            byte[] buffer = new byte[Page.Size];
            image.Read((ulong)page, buffer);
            Assert.True(buffer.AsSpan().SequenceEqual(content.AsSpan(page * Page.Size, Page.Size)));
        });
    }

    public void Dispose() => _scratch.Dispose();
}
