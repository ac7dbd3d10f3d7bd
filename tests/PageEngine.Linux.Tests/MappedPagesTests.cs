namespace PageEngine.Linux.Tests;

public sealed class MappedPagesTests
{
    [Fact]
    public void Mapped_memory_is_a_source_of_pages_that_leaves_it_alone()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("memory is mapped on Linux only");
        }

        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(8));
        new PageToken(7).Expand(memory.GetSpan(new GuestFrameNumber(5), 1));
        byte[] pages = new byte[2 * Page.Size];
        using (var source = new MappedPages(memory))
        {
            Assert.Equal(8UL, source.PageCount);
            Assert.Equal(2, source.Read(4, pages));
            Assert.Throws<ArgumentOutOfRangeException>(() => source.Read(7, new byte[2 * Page.Size]));
        }

        Assert.True(PageContent.IsZero(pages.AsSpan(0, Page.Size)));
        Assert.True(memory.GetSpan(new GuestFrameNumber(5), 1).SequenceEqual(pages.AsSpan(Page.Size)));
    }
}
