using System.Runtime.InteropServices;

namespace PageEngine.Linux.Tests;

public sealed class HugePageArenaAllocatorTests
{
    private const int HugePage = Page.PagesPerLargePage * Page.Size;

    private readonly HugePageArenaAllocator _allocator = new();

    [Theory]
    [InlineData(1, Page.Size)]
    [InlineData(Page.Size, Page.Size)]
    [InlineData(HugePage - 1, HugePage)]
    [InlineData(HugePage, HugePage)]
    [InlineData((3 * HugePage) + 5, HugePage)]
    public void Blocks_are_zeroed_aligned_and_writable_to_their_last_byte(int byteCount, int alignment)
    {
        nint block = _allocator.Allocate((nuint)byteCount);
        Assert.Equal(0, block % alignment);
        byte[] content = new byte[byteCount];
        Marshal.Copy(block, content, 0, byteCount);
        Assert.False(content.AsSpan().ContainsAnyExcept((byte)0));
        content.AsSpan().Fill(9);
        Marshal.Copy(content, 0, block, byteCount);
        Assert.Equal(9, Marshal.ReadByte(block, byteCount - 1));
        _allocator.Free(block, (nuint)byteCount);
    }

    [Fact]
    public void Large_blocks_ask_for_huge_pages()
    {
        if (!File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"))
        {
            Assert.Skip("the kernel has no transparent huge pages");
        }

        nint block = _allocator.Allocate(2 * HugePage);
        Marshal.WriteByte(block, 1);
        string flags = File.ReadLines("/proc/self/smaps")
            .SkipWhile(line => !IsMappingOf(line, (ulong)block))
            .First(static line => line.StartsWith("VmFlags:", StringComparison.Ordinal));
        _allocator.Free(block, 2 * HugePage);
        Assert.Contains(" hg", flags, StringComparison.Ordinal);
    }

    [Fact]
    public void Discarded_pages_go_back_to_the_kernel()
    {
        nint block = _allocator.Allocate(4 * Page.Size);
        for (int i = 0; i < 4; i++)
        {
            Marshal.WriteByte(block, i * Page.Size, 1);
        }

        _allocator.Discard(block + Page.Size, 2 * Page.Size);
        _allocator.Discard(block, 0);
        using (ProcessMemory memory = ProcessMemory.Open(Environment.ProcessId))
        {
            Assert.Equal(
                [true, false, false, true],
                Enumerable.Range(0, 4).Select(i => memory.TryFindPage((ulong)(block + (i * Page.Size)), out _)));
        }

        Assert.Equal(0, Marshal.ReadByte(block, Page.Size));
        _allocator.Free(block, 4 * Page.Size);
    }

    [Fact]
    public void What_cannot_be_had_is_said_in_one_line()
    {
        foreach (nuint size in (nuint[])[(nuint)1 << 60, nuint.MaxValue])
        {
            OutOfMemoryException exception = Assert.ThrowsAny<OutOfMemoryException>(() => _allocator.Allocate(size));
            Assert.StartsWith("cannot reserve ", exception.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => _allocator.Allocate(0));
    }

    private static bool IsMappingOf(string line, ulong address) =>
        ProcessMapping.TryParse(line, out ProcessMapping mapping) && mapping.Start <= address && address < mapping.End;
}
