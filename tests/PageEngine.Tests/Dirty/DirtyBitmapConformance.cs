using FsCheck.Xunit;
using static PageEngine.Tests.DirtySamples;

namespace PageEngine.Tests;

/// <summary>What every bitmap must do, whoever may mark it; each implementation runs it once.</summary>
public abstract class DirtyBitmapConformance
{
    [Property]
    public void A_bitmap_does_what_a_set_of_pages_does(byte size, (byte Action, ushort Start, ushort Count)[] history)
    {
        ulong pageCount = PageCount(size);
        using IMarkedPages bitmap = Make(pageCount);
        PageSetModel model = new(pageCount);
        foreach ((byte action, ushort start, ushort count) in history)
        {
            PageRange range = Range(pageCount, start, count);
            Apply(bitmap, model, action % 8, range);
            Assert.Equal(model.Pages.Count, (int)bitmap.CountDirty());
            bool found = bitmap.TryFindNext(Gfn(start), out GuestFrameNumber next);
            Assert.Equal(model.Next(start), found ? next.Value : null);
        }

        CompareEverything(bitmap, model, pageCount);
    }

    [Fact]
    public void Nothing_is_dirty_in_a_new_bitmap()
    {
        using IMarkedPages bitmap = Make(130);
        Assert.Equal(130UL, bitmap.PageCount);
        Assert.Equal(0UL, bitmap.CountDirty());
        Assert.Equal(0, bitmap.Harvest(new PageRange[4]));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(64UL)]
    [InlineData(100UL)]
    [InlineData(8193UL)]
    public void MarkAll_marks_the_pages_there_are_and_no_more(ulong pageCount)
    {
        using IMarkedPages bitmap = Make(pageCount);
        bitmap.MarkAll();
        Assert.Equal(pageCount, bitmap.CountDirty());
        PageRange[] ranges = new PageRange[2];
        Assert.Equal(pageCount == 0 ? 0 : 1, bitmap.Harvest(ranges));
        Assert.Equal(new PageRange(default, pageCount), ranges[0]);
        Assert.Equal(0UL, bitmap.CountDirty());
    }

    [Fact]
    public void A_page_behind_the_last_one_is_refused()
    {
        using IMarkedPages bitmap = Make(100);
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap.Mark(Gfn(100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap.Mark(Gfn(ulong.MaxValue)));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap.IsDirty(Gfn(100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap.Mark(new PageRange(Gfn(99), 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap.Mark(new PageRange(Gfn(101), 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap.Mark(new PageRange(Gfn(1), ulong.MaxValue)));
        bitmap.Mark(Gfn(99));
        bitmap.Mark(new PageRange(Gfn(100), 0));
        Assert.Equal(1UL, bitmap.CountDirty());
        Assert.False(bitmap.TryFindNext(Gfn(ulong.MaxValue), out _));
    }

    [Fact]
    public void A_guest_without_pages_has_none_to_mark()
    {
        using IMarkedPages bitmap = Make(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => bitmap.Mark(Gfn(0)));
        Assert.False(bitmap.TryFindNext(Gfn(0), out _));
        Assert.Equal(0, bitmap.Harvest(new PageRange[1]));
    }

    [Fact]
    public void A_run_over_many_words_is_harvested_as_one()
    {
        using IMarkedPages bitmap = Make(10_000);
        bitmap.Mark(new PageRange(Gfn(63), 4097));
        bitmap.Mark(Gfn(9_999));
        PageRange[] ranges = new PageRange[1];
        Assert.Equal(1, bitmap.Harvest(ranges));
        Assert.Equal(new PageRange(Gfn(63), 4097), ranges[0]);
        Assert.Equal(1, bitmap.Harvest(ranges));
        Assert.Equal(new PageRange(Gfn(9_999), 1), ranges[0]);
    }

    [Theory]
    [InlineData(4096UL)]
    [InlineData(8192UL)]
    public void The_first_page_of_a_summary_word_is_found_from_far_before(ulong page)
    {
        using IMarkedPages bitmap = Make(page + 1);
        bitmap.Mark(Gfn(page));
        Assert.True(bitmap.TryFindNext(Gfn(0), out GuestFrameNumber found));
        Assert.Equal(Gfn(page), found);
        Assert.True(bitmap.TryFindNext(Gfn(100), out found));
        Assert.Equal(Gfn(page), found);
    }

    [Fact]
    public void A_harvest_without_room_takes_nothing()
    {
        using IMarkedPages bitmap = Make(100);
        bitmap.Mark(Gfn(7));
        Assert.Equal(0, bitmap.Harvest([]));
        Assert.True(bitmap.IsDirty(Gfn(7)));
    }

    [Fact]
    public void A_bitmap_of_another_size_is_refused_and_nothing_is_taken()
    {
        using IMarkedPages bitmap = Make(100);
        using DirtyBitmap other = new(101);
        bitmap.Mark(Gfn(7));
        Assert.Throws<ArgumentException>(() => bitmap.HarvestInto(other));
        Assert.Throws<ArgumentNullException>(() => bitmap.HarvestInto(null!));
        Assert.True(bitmap.IsDirty(Gfn(7)));
    }

    [Fact]
    public void A_disposed_bitmap_refuses_to_be_used()
    {
        IMarkedPages bitmap = Make(100);
        bitmap.Dispose();
        bitmap.Dispose();
        Assert.Throws<ObjectDisposedException>(() => bitmap.Mark(Gfn(0)));
        Assert.Throws<ObjectDisposedException>(() => bitmap.Mark(new PageRange(Gfn(0), 0)));
        Assert.Throws<ObjectDisposedException>(() => bitmap.IsDirty(Gfn(0)));
        Assert.Throws<ObjectDisposedException>(() => bitmap.CountDirty());
        Assert.Throws<ObjectDisposedException>(() => bitmap.TryFindNext(Gfn(0), out _));
        Assert.Throws<ObjectDisposedException>(() => bitmap.Harvest(new PageRange[1]));
    }

    [Fact]
    public void A_guest_larger_than_any_processor_addresses_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(DirtyBitmap.MaxPageCount + 1));

    private protected abstract IMarkedPages Make(ulong pageCount);

    private static void Apply(IMarkedPages bitmap, PageSetModel model, int action, PageRange range)
    {
        switch (action)
        {
            case 0 when range.Count > 0:
                bitmap.Mark(range.Start);
                model.Mark(new PageRange(range.Start, 1));
                break;
            case 1 or 2 or 3:
                bitmap.Mark(range);
                model.Mark(range);
                break;
            case 4 when range.Count % 8 == 0:
                bitmap.MarkAll();
                model.MarkAll();
                break;
            case 5 or 6:
                PageRange[] room = new PageRange[range.Count % 4];
                int count = bitmap.Harvest(room);
                Assert.Equal(model.Harvest(room.Length), room[..count]);
                break;
            case 7 when range.Count % 4 == 0:
                using (DirtyBitmap destination = new(bitmap.PageCount))
                {
                    destination.Mark(range);
                    bitmap.HarvestInto(destination);
                    model.Mark(range);
                    Assert.Equal(model.Runs(), Enumerate(destination));
                    model.Pages.Clear();
                }

                break;
        }
    }

    private static void CompareEverything(IMarkedPages bitmap, PageSetModel model, ulong pageCount)
    {
        for (ulong page = 0; page < pageCount; page++)
        {
            Assert.Equal(model.Pages.Contains(page), bitmap.IsDirty(Gfn(page)));
        }

        List<PageRange> expected = model.Runs();
        PageRange[] room = new PageRange[expected.Count + 1];
        Assert.Equal(expected, room[..bitmap.Harvest(room)]);
        Assert.Equal(0UL, bitmap.CountDirty());
    }
}
