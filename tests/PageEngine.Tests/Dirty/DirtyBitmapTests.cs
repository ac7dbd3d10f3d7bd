using FsCheck.Xunit;
using static PageEngine.Tests.DirtySamples;

namespace PageEngine.Tests;

public sealed class DirtyBitmapTests : DirtyBitmapConformance
{
    [Theory]
    [InlineData(0UL, new ulong[0])]
    [InlineData(1UL, new ulong[] { 0 })]
    [InlineData(5UL, new ulong[] { 0, 2 })]
    [InlineData(3 + (1UL << 32), new ulong[] { 0, 1, 32 })]
    [InlineData(1UL << 63, new ulong[] { 63 })]
    public void The_bits_of_a_word_are_its_pages_from_the_lowest_up(ulong word, ulong[] pages)
    {
        using DirtyBitmap bitmap = new(192);
        bitmap.MarkWord(0, word);
        bitmap.MarkWord(1, word);
        Assert.Equal([.. pages, .. pages.Select(page => page + 64)], Of(bitmap));
        Assert.Equal(2 * (ulong)pages.Length, bitmap.CountDirty());
        bitmap.Clear();
        Assert.Equal(0UL, bitmap.CountDirty());
    }

    [Property]
    public void Runs_are_enumerated_as_a_set_would_list_them(
        byte size, (ushort Start, ushort Count, bool Unmark)[] history)
    {
        ulong pageCount = PageCount(size);
        using DirtyBitmap bitmap = new(pageCount);
        PageSetModel model = new(pageCount);
        foreach ((ushort start, ushort count, bool unmark) in history)
        {
            PageRange range = Range(pageCount, start, count);
            if (unmark)
            {
                model.Remove(range);
                foreach (ulong page in PageSetModel.Listed([range]))
                {
                    bitmap.Unmark(Gfn(page));
                }
            }
            else
            {
                model.Mark(range);
                bitmap.Mark(range);
            }

            Assert.Equal(model.Runs(), Enumerate(bitmap));
        }

        bitmap.Clear();
        Assert.Empty(Enumerate(bitmap));
    }

    [Property]
    public void A_union_has_the_pages_of_both_and_leaves_the_other_alone(
        byte size, (ushort Start, ushort Count)[] ours, (ushort Start, ushort Count)[] theirs)
    {
        ulong pageCount = PageCount(size);
        using DirtyBitmap left = new(pageCount);
        using DirtyBitmap right = new(pageCount);
        PageSetModel both = new(pageCount);
        PageSetModel rightModel = new(pageCount);
        foreach ((ushort start, ushort count) in ours)
        {
            left.Mark(Range(pageCount, start, count));
            both.Mark(Range(pageCount, start, count));
        }

        foreach ((ushort start, ushort count) in theirs)
        {
            right.Mark(Range(pageCount, start, count));
            both.Mark(Range(pageCount, start, count));
            rightModel.Mark(Range(pageCount, start, count));
        }

        left.UnionWith(right);
        left.UnionWith(left);
        Assert.Equal(both.Runs(), Enumerate(left));
        Assert.Equal(rightModel.Runs(), Enumerate(right));
    }

    [Fact]
    public void A_bitmap_is_not_harvested_into_itself()
    {
        using DirtyBitmap bitmap = new(10);
        bitmap.Mark(Gfn(3));
        Assert.Throws<ArgumentException>(() => bitmap.HarvestInto(bitmap));
        Assert.True(bitmap.IsDirty(Gfn(3)));
    }

    [Fact]
    public void A_disposed_partner_is_refused()
    {
        using DirtyBitmap bitmap = new(10);
        DirtyBitmap gone = new(10);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => bitmap.UnionWith(gone));
        Assert.Throws<ObjectDisposedException>(() => bitmap.HarvestInto(gone));
        Assert.Throws<ObjectDisposedException>(() => gone.EnumerateRanges());
        Assert.Throws<ObjectDisposedException>(() => gone.Unmark(Gfn(0)));
        Assert.Throws<ObjectDisposedException>(gone.Clear);
        Assert.Throws<ObjectDisposedException>(gone.MarkAll);
    }

    [Fact]
    public void An_enumerator_that_was_not_made_by_a_bitmap_is_empty() =>
        Assert.False(default(DirtyRangeEnumerator).MoveNext());

    [Fact]
    public void One_page_is_found_in_a_guest_of_one_tebibyte()
    {
        using DirtyBitmap bitmap = new(ByteSize.FromTiB(1).Pages);
        GuestFrameNumber last = Gfn(bitmap.PageCount - 1);
        bitmap.Mark(last);
        Assert.Equal([new PageRange(last, 1)], Enumerate(bitmap));
        PageRange[] ranges = new PageRange[2];
        Assert.Equal(1, bitmap.Harvest(ranges));
        Assert.Equal(0, bitmap.Harvest(ranges));
    }

    private protected override IMarkedPages Make(ulong pageCount) => new Adapter(new DirtyBitmap(pageCount));

    private sealed class Adapter(DirtyBitmap bitmap) : IMarkedPages
    {
        public ulong PageCount => bitmap.PageCount;

        public void Dispose() => bitmap.Dispose();

        public void Mark(GuestFrameNumber page) => bitmap.Mark(page);

        public void Mark(PageRange range) => bitmap.Mark(range);

        public void MarkAll() => bitmap.MarkAll();

        public bool IsDirty(GuestFrameNumber page) => bitmap.IsDirty(page);

        public ulong CountDirty() => bitmap.CountDirty();

        public bool TryFindNext(GuestFrameNumber from, out GuestFrameNumber page) => bitmap.TryFindNext(from, out page);

        public int Harvest(Span<PageRange> ranges) => bitmap.Harvest(ranges);

        public void HarvestInto(DirtyBitmap destination) => bitmap.HarvestInto(destination);
    }
}
