using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace PageEngine.Linux.Tests;

public sealed class ProcessMemoryTests
{
    [Fact]
    public void The_pages_of_a_child_are_those_that_the_kernel_counts()
    {
        using var child = new Child();
        using ProcessMemory memory = ProcessMemory.Open(child.Id);
        Assert.Equal("cat", memory.ProcessName);
        Assert.Equal(child.Id, memory.ProcessId);
        Assert.Empty(memory.Notes);
        ulong kernelCounts = KibibytesOf(child.Id, "Anonymous:") + KibibytesOf(child.Id, "Swap:");

        // Pages that were read and never written are the kernel's zero page, which it does not count.
        Assert.InRange(memory.PageCount, kernelCounts / 4, (kernelCounts / 4) + 32);
        Assert.Contains(memory.Regions, static region => region.Name == "[stack]" && region.Permissions == "rw-p");
        Assert.DoesNotContain(memory.Regions, static region => region.Name.StartsWith("[v", StringComparison.Ordinal));
        ulong next = 0;
        foreach (ProcessMemoryRegion region in memory.Regions)
        {
            Assert.Equal(next, region.FirstPage);
            Assert.InRange(region.PageCount, 1UL, region.MappedPages);
            Assert.InRange(memory.GetAddress(next) - region.Start, 0UL, (region.MappedPages << Page.Shift) - 1);
            next += region.PageCount;
        }

        Assert.Equal(memory.PageCount, next);
    }

    [Fact]
    public void Every_way_of_reading_gives_the_same_pages()
    {
        using var child = new Child();
        using ProcessMemory memory = ProcessMemory.Open(child.Id);
        byte[] expected = ReadAll(memory);
        foreach (ProcessRefusals refused in (ProcessRefusals[])[ProcessRefusals.Scan, ProcessRefusals.Call])
        {
            using ProcessMemory other = ProcessMemory.Open(child.Id, null, refused);
            Assert.Equal(memory.Regions, other.Regions);
            Assert.Equal(expected, ReadAll(other));
            Assert.Equal(refused == ProcessRefusals.Call ? 1 : 0, other.Notes.Count);
        }
    }

    [Fact]
    public void Without_the_kernels_word_whole_mappings_are_taken_and_that_is_said()
    {
        using var child = new Child();
        using ProcessMemory memory = ProcessMemory.Open(child.Id);
        using ProcessMemory whole = ProcessMemory.Open(child.Id, null, ProcessRefusals.Pagemap);
        Assert.Contains("does not tell which pages exist", Assert.Single(whole.Notes), StringComparison.Ordinal);
        Assert.True(whole.PageCount > memory.PageCount);
        Assert.All(whole.Regions, static region => Assert.Equal(region.MappedPages, region.PageCount));
    }

    [Fact]
    public void Pages_of_files_count_when_they_are_asked_for()
    {
        using var child = new Child();
        using ProcessMemory own = ProcessMemory.Open(child.Id);
        using ProcessMemory all = ProcessMemory.Open(child.Id, new() { IncludeFiles = true });
        Assert.True(all.PageCount > own.PageCount);
        Assert.Contains(all.Regions, static region => region.Permissions == "r-xp" && region.Name.StartsWith('/'));
        Assert.DoesNotContain(own.Regions, static region => region.Permissions == "r-xp");
        for (ulong page = 0; page < own.PageCount; page++)
        {
            Assert.True(all.TryFindPage(own.GetAddress(page), out _));
        }
    }

    [Fact]
    public void Pages_of_this_process_that_were_written_are_found_and_untouched_ones_are_not()
    {
        var allocator = new HugePageArenaAllocator();
        const int Pages = 8;
        nint block = allocator.Allocate(Pages * Page.Size);
        try
        {
            byte[] content = new byte[Page.Size];
            new Random(5).NextBytes(content);
            Marshal.Copy(content, 0, block + (2 * Page.Size), content.Length);
            Marshal.Copy(content, 0, block + (5 * Page.Size), content.Length);
            using ProcessMemory memory = ProcessMemory.Open(Environment.ProcessId);
            for (int i = 0; i < Pages; i++)
            {
                bool isThere = memory.TryFindPage((ulong)(block + (i * Page.Size)), out ulong page);
                Assert.Equal(i is 2 or 5, isThere);
                if (isThere)
                {
                    byte[] read = new byte[Page.Size];
                    Assert.Equal(1, memory.Read(page, read));
                    Assert.Equal(content, read);
                    Assert.Equal((ulong)(block + (i * Page.Size)), memory.GetAddress(page));
                }
            }
        }
        finally
        {
            allocator.Free(block, Pages * Page.Size);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_page_that_is_gone_ends_the_read_before_it(int refused)
    {
        const int Pages = 16;
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[Pages * Page.Size]);
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            using var map = MemoryMappedFile.CreateFromFile(
                file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            using MemoryMappedViewAccessor view = map.CreateViewAccessor();
            for (int i = 0; i < Pages; i++)
            {
                view.Write(i * Page.Size, (byte)(i + 1));
            }

            using ProcessMemory memory =
                ProcessMemory.Open(Environment.ProcessId, new() { IncludeFiles = true }, (ProcessRefusals)refused);
            ProcessMemoryRegion region = memory.Regions.Single(region => region.Name == path);
            Assert.Equal((ulong)Pages, region.PageCount);

            // Pages behind the end of a file that was cut are there no more, without any change to the mapping.
            file.SetLength(5 * Page.Size);
            byte[] read = new byte[Pages * Page.Size];
            Assert.Equal(5, memory.Read(region.FirstPage, read));
            Assert.Equal(5, read[4 * Page.Size]);
            Assert.Equal(0, memory.Read(region.FirstPage + 5, new byte[2 * Page.Size]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_process_that_exits_while_it_is_read_is_reported(int refused)
    {
        using var child = new Child();
        using ProcessMemory memory = ProcessMemory.Open(child.Id, null, (ProcessRefusals)refused);
        byte[] buffer = new byte[Page.Size];
        Assert.Equal(1, memory.Read(0, buffer));
        child.End();
        PageSourceException exception = Assert.Throws<PageSourceException>(() => memory.Read(1, buffer));
        Assert.Equal($"process {child.Id} exited while it was read", exception.Message);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var child = new Child();
        using ProcessMemory memory = ProcessMemory.Open(child.Id);
        byte[] buffer = new byte[4 * Page.Size];
        memory.Read(0, buffer);
        long pages = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong page = 0; page + 4 <= memory.PageCount; page++)
        {
            pages += memory.Read(page, buffer);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4 * ((long)memory.PageCount - 3), pages);
    }

    [Fact]
    public void Reads_outside_the_source_are_callers_bugs()
    {
        using var child = new Child();
        using ProcessMemory memory = ProcessMemory.Open(child.Id);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read(0, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read(memory.PageCount, new byte[Page.Size]));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Read(memory.PageCount + 1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.GetAddress(memory.PageCount));
        Assert.Equal(0, memory.Read(memory.PageCount, []));
    }

    private static byte[] ReadAll(ProcessMemory memory)
    {
        byte[] all = new byte[memory.PageCount << Page.Shift];
        Assert.Equal((int)memory.PageCount, memory.Read(0, all));
        return all;
    }

    private static ulong KibibytesOf(int pid, string field) => ulong.Parse(
        File.ReadLines($"/proc/{pid}/smaps_rollup").Single(line => line.StartsWith(field, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
