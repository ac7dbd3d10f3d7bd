namespace PageEngine.Simulation.Tests;

public sealed class GuestPagesTests
{
    [Fact]
    public void The_first_use_of_a_page_that_was_read_ahead_does_not_count_as_a_second_one()
    {
        GuestPages pages = new(4);
        uint page = pages.Take(GuestPageKind.CleanCache, owner: 0);
        pages.SetFlags(page, (byte)GuestPageKind.CleanCache | GuestPages.ReadAhead);
        pages.Touch(page);
        Assert.Equal((byte)GuestPageKind.CleanCache, pages.FlagsOf(page));
        pages.Touch(page);
        pages.Touch(page);
        Assert.Equal((byte)GuestPageKind.CleanCache | GuestPages.Accessed, pages.FlagsOf(page));
    }

    [Fact]
    public void The_page_freed_last_is_taken_first_and_unused_ones_come_in_order()
    {
        GuestPages pages = new(5);
        Assert.Equal([0u, 1, 2], Enumerable.Range(0, 3).Select(i => pages.Take(GuestPageKind.Kernel, (uint)i)));
        pages.Free(0);
        pages.Free(2);
        Assert.Equal((4u, 3u), (pages.FreeCount, pages.FirstUnused));
        Assert.Equal([2u, 0, 3, 4], Enumerable.Range(0, 4).Select(i => pages.Take(GuestPageKind.Kernel, (uint)i)));
        Assert.Equal(0u, pages.FreeCount);
    }

    [Fact]
    public void The_balloon_gives_back_the_pages_that_it_took()
    {
        GuestPages pages = new(5);
        uint[] taken = [pages.TakeForBalloon(), pages.TakeForBalloon(), pages.TakeForBalloon()];
        pages.FreeFromBalloon();
        pages.FreeFromBalloon();
        Assert.Null(pages.FindError());
        Assert.Equal(1u, pages.CountOf(GuestPageKind.Ballooned));
        Assert.Equal(GuestPageKind.Ballooned, pages.KindOf(taken[0]));
        pages.FreeFromBalloon();
        Assert.Equal(5u, pages.FreeCount);
    }
}
