namespace PageEngine.Linux.Tests;

/// <summary>A process whose pages are chosen afresh.</summary>
public sealed class RefreshedProcessTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_process_that_becomes_another_program_is_read_on(bool callsAreRefused)
    {
        using var child = new Child("sh", "-c", "read line; echo $line; read line; exec cat");
        ProcessRefusals refused = callsAreRefused ? ProcessRefusals.Call : ProcessRefusals.None;
        using ProcessMemory memory = ProcessMemory.Open(child.Id, null, refused);
        Assert.DoesNotContain(memory.Regions, IsOfCat);

        // The shell takes the first line and becomes cat, which gives back the second.
        Assert.Equal("to cat", child.Ask("to the shell\nto cat"));
        memory.Refresh();
        Assert.False(memory.HasExited);
        Assert.Contains(memory.Regions, IsOfCat);
        byte[] page = new byte[Page.Size];
        Assert.Equal(1, memory.Read(0, page));
    }

    [Fact]
    public void A_process_that_exited_is_not_taken_for_another_one()
    {
        using var child = new Child();
        using ProcessMemory memory = ProcessMemory.Open(child.Id);
        ulong pages = memory.PageCount;
        Assert.False(memory.HasExited);
        child.End();
        Assert.True(memory.HasExited);
        Assert.Throws<PageSourceException>(memory.Refresh);
        Assert.Equal(pages, memory.PageCount);
    }

    [Fact]
    public void Neighbours_lie_side_by_side()
    {
        using var child = new Child();
        using ProcessMemory memory = ProcessMemory.Open(child.Id);
        for (ulong page = 0; page < memory.PageCount;)
        {
            ulong address = memory.GetAddress(page, out ulong neighbours);
            Assert.InRange(neighbours, 1UL, memory.PageCount - page);
            Assert.Equal(address + ((neighbours - 1) << Page.Shift), memory.GetAddress(page + neighbours - 1));
            page += neighbours;
            Assert.True(page == memory.PageCount || memory.GetAddress(page) > address + (neighbours << Page.Shift));
        }
    }

    private static bool IsOfCat(ProcessMemoryRegion region) => region.Name.EndsWith("/cat", StringComparison.Ordinal);
}
