using System.IO.MemoryMappedFiles;

namespace PageEngine.Linux.Tests;

public sealed class SharedMemoryTests
{
    [Theory]
    [InlineData("rw-s", "/memfd:guest (deleted)", true)]
    [InlineData("rw-s", "/dev/zero (deleted)", true)]
    [InlineData("rw-s", "/dev/shm/guest", true)]
    [InlineData("rw-s", "/SYSV00000000 (deleted)", true)]
    [InlineData("rw-p", "/dev/zero", false)]
    [InlineData("rw-s", "/var/lib/data", false)]
    [InlineData("rw-p", "[heap]", false)]
    public void Memory_is_shared_when_the_mapping_is_and_no_file_on_a_disk_holds_it(string permissions, string name, bool expected) =>
        Assert.Equal(expected, new ProcessMapping(0, 4096, permissions, 0, "00:01", 1, name).IsSharedMemory);

    [Fact]
    public void What_a_process_maps_twice_is_counted_once()
    {
        SharedMemoryOnce once = new();
        ProcessMapping first = new(0x10000, 0x14000, "rw-s", 0x2000, "00:01", 7, "/memfd:g");
        Assert.Equal([first], once.NewPartsOf(first));
        Assert.Empty(once.NewPartsOf(first with { Start = 0x50000, End = 0x54000 }));
        ProcessMapping wider = new(0x80000, 0x88000, "rw-s", 0, "00:01", 7, "/memfd:g");
        Assert.Equal(
            [(0x80000UL, 0x82000UL, 0UL), (0x86000UL, 0x88000UL, 0x6000UL)],
            once.NewPartsOf(wider).Select(part => (part.Start, part.End, part.Offset)));
        Assert.Single(once.NewPartsOf(first with { Inode = 8 }));
        Assert.Single(once.NewPartsOf(first with { Permissions = "rw-p" }));
    }

    [Fact]
    public void Shared_memory_of_a_live_process_is_found_once_though_it_is_mapped_twice()
    {
        const int Pages = 64;
        byte[] content = new byte[Page.Size];
        new Random(11).NextBytes(content);
        string path = Path.Combine("/dev/shm", $"pageengine-{Guid.NewGuid():n}");
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.CreateNew, null, Pages * Page.Size);
        try
        {
            using MemoryMappedViewAccessor one = file.CreateViewAccessor();
            using MemoryMappedViewAccessor two = file.CreateViewAccessor();
            one.WriteArray(5 * Page.Size, content, 0, content.Length);
            two.ReadByte(5 * Page.Size);
            using ProcessMemory memory = ProcessMemory.Open(Environment.ProcessId);
            Assert.Equal(1, CountOf(content, memory));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int CountOf(byte[] content, ProcessMemory memory)
    {
        int count = 0;
        byte[] page = new byte[Page.Size];
        foreach (ProcessMemoryRegion region in memory.Regions.Where(region => region.Permissions == "rw-s"))
        {
            for (ulong i = 0; i < region.PageCount; i++)
            {
                count += memory.Read(region.FirstPage + i, page) == 1 && page.AsSpan().SequenceEqual(content) ? 1 : 0;
            }
        }

        return count;
    }
}
