using Microsoft.Win32.SafeHandles;

namespace PageEngine.Images.Tests;

public sealed class HoleTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Fact]
    public void A_file_that_is_one_hole_is_never_read()
    {
        string path = _scratch.File("a.raw", ImageAssert.Bytes(3 * Page.Size, 1));
        using MemoryImage image = MemoryImage.Open(path, new() { FindData = NoData });
        Assert.True(image.IsKnownZero(0, out ulong run));
        Assert.Equal(3UL, run);
        File.WriteAllBytes(path, []);
        Assert.Equal(new byte[3 * Page.Size], ImageAssert.ReadAll(image));
    }

    [Fact]
    public void A_finder_that_makes_no_progress_is_taken_for_one_that_cannot_tell()
    {
        byte[] content = ImageAssert.Bytes(3 * Page.Size, 2);
        using MemoryImage image = MemoryImage.Open(_scratch.File("a.raw", content), new() { FindData = Stuck });
        Assert.Equal(content, ImageAssert.ReadAll(image));
        Assert.False(image.IsKnownZero(0, out _));
    }

    [Fact]
    public void Holes_in_a_core_are_found_in_each_segment()
    {
        var elf = new ElfBytes { HeaderCount = 2 };
        byte[] bytes = ImageAssert.Bytes(2 * Page.Size, 3);
        elf.Load(0x1000, bytes).Load(0x9000, bytes);
        long second = (long)elf.DataAt + (2 * Page.Size);
        bool FromSecond(SafeFileHandle file, long offset, out long start, out long end)
        {
            (start, end) = (Math.Max(offset, second), long.MaxValue);
            return true;
        }

        using MemoryImage image =
            MemoryImage.Open(_scratch.File("core", elf.ToArray()), new() { FindData = FromSecond });
        Assert.True(image.IsKnownZero(0, out ulong run));
        Assert.Equal(2UL, run);
        Assert.False(image.IsKnownZero(2, out run));
        Assert.Equal(2UL, run);
        Assert.Equal([.. new byte[2 * Page.Size], .. bytes], ImageAssert.ReadAll(image));
    }

    [Fact]
    public void Bytes_between_two_segments_are_not_taken_for_memory()
    {
        // In the image the segments stand as far from each other as in the file, in one page.
        var elf = new ElfBytes { HeaderCount = 2 };
        elf.Load(0x1000, [1, 1]).Gap([9, 9]).Load(0x1004, [2, 2]);
        using MemoryImage image = MemoryImage.Open(_scratch.File("core", elf.ToArray()), new() { FindData = AllData });
        Assert.Equal([1, 1, 0, 0, 2, 2, 0], ImageAssert.ReadAll(image)[..7]);
    }

    public void Dispose() => _scratch.Dispose();

    private static bool NoData(SafeFileHandle file, long offset, out long dataStart, out long dataEnd)
    {
        (dataStart, dataEnd) = (0, 0);
        return false;
    }

    private static bool AllData(SafeFileHandle file, long offset, out long dataStart, out long dataEnd)
    {
        (dataStart, dataEnd) = (offset, long.MaxValue);
        return true;
    }

    private static bool Stuck(SafeFileHandle file, long offset, out long dataStart, out long dataEnd)
    {
        (dataStart, dataEnd) = (0, 0);
        return true;
    }
}
