using static PageEngine.Tests.DirtySamples;

namespace PageEngine.Tests;

public sealed class DirtyLogTests
{
    public static TheoryData<DirtyLogMode> Modes => [DirtyLogMode.SingleWriter, DirtyLogMode.Concurrent];

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_was_marked_before_a_cursor_opened_is_not_its_to_see(DirtyLogMode mode)
    {
        using DirtyLog log = new(100, mode);
        log.Mark(Gfn(1));
        using DirtyCursor first = log.OpenCursor();
        log.Mark(Gfn(2));
        using DirtyCursor second = log.OpenCursor();
        log.Mark(Gfn(3));
        Assert.Equal([2UL, 3UL], HarvestAll(first));
        Assert.Equal([3UL], HarvestAll(second));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_full_harvest_clears_and_the_next_one_is_the_difference(DirtyLogMode mode)
    {
        using DirtyLog log = new(1_000, mode);
        using DirtyCursor cursor = log.OpenCursor(startDirty: true);
        Assert.Equal(1_000, HarvestAll(cursor).Length);
        log.Mark(new PageRange(Gfn(500), 3));
        Assert.Equal([500UL, 501UL, 502UL], HarvestAll(cursor));
        Assert.Empty(HarvestAll(cursor));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Only_what_is_taken_is_cleared(DirtyLogMode mode)
    {
        using DirtyLog log = new(300, mode);
        using DirtyCursor cursor = log.OpenCursor();
        log.Mark(Gfn(1));
        log.Mark(Gfn(64));
        log.Mark(Gfn(299));
        PageRange[] one = new PageRange[1];
        Assert.Equal(1, cursor.Harvest(one));
        Assert.False(cursor.IsDirty(Gfn(1)));
        Assert.True(cursor.IsDirty(Gfn(64)));
        Assert.True(cursor.IsDirty(Gfn(299)));
        Assert.Equal(2UL, cursor.CountDirty());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_failed_attempt_gives_its_pages_back_to_its_own_cursor_only(DirtyLogMode mode)
    {
        using DirtyLog log = new(300, mode);
        using DirtyCursor sender = log.OpenCursor();
        using DirtyCursor sharer = log.OpenCursor();
        log.Mark(new PageRange(Gfn(10), 5));
        PageRange[] room = new PageRange[4];
        int count = sender.Harvest(room);
        Assert.Equal(5, HarvestAll(sharer).Length);
        log.Mark(Gfn(20));
        sender.GiveBack(room.AsSpan(0, count));
        Assert.Equal([10UL, 11, 12, 13, 14, 20], HarvestAll(sender));
        Assert.Equal([20UL], HarvestAll(sharer));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_final_harvest_is_added_to_what_was_left_over(DirtyLogMode mode)
    {
        using DirtyLog log = new(300, mode);
        using DirtyCursor cursor = log.OpenCursor();
        using DirtyBitmap leftOver = new(300);
        leftOver.Mark(Gfn(7));
        log.Mark(Gfn(8));
        cursor.HarvestInto(leftOver);
        Assert.Equal([7UL, 8UL], Of(leftOver));
        Assert.Equal(0UL, cursor.CountDirty());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_device_that_writes_after_the_last_vcpu_stopped_is_seen_by_one_more_harvest(DirtyLogMode mode)
    {
        using DirtyLog log = new(300, mode);
        using DirtyCursor cursor = log.OpenCursor();
        log.Mark(Gfn(1));
        Assert.Equal([1UL], HarvestAll(cursor));
        log.Mark(new PageRange(Gfn(40), 2));
        Assert.Equal([40UL, 41UL], HarvestAll(cursor));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_second_migration_starts_with_every_page_whatever_the_first_harvested(DirtyLogMode mode)
    {
        using DirtyLog log = new(300, mode);
        using (DirtyCursor first = log.OpenCursor(startDirty: true))
        {
            Assert.Equal(300, HarvestAll(first).Length);
        }

        using DirtyCursor second = log.OpenCursor(startDirty: true);
        Assert.Equal(300UL, second.CountDirty());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Marking_works_without_a_reader(DirtyLogMode mode)
    {
        using DirtyLog log = new(70, mode);
        log.MarkAll();
        using (log.OpenCursor())
        {
        }

        log.Mark(Gfn(69));
        Assert.Equal(0, log.CursorCount);
        using DirtyCursor cursor = log.OpenCursor();
        Assert.Equal(0UL, cursor.CountDirty());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Pages_outside_the_guest_are_refused(DirtyLogMode mode)
    {
        using DirtyLog log = new(100, mode);
        using DirtyCursor cursor = log.OpenCursor();
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Mark(Gfn(100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Mark(new PageRange(Gfn(0), 101)));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.IsDirty(Gfn(100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GiveBack([new PageRange(Gfn(100), 1)]));
        using DirtyBitmap larger = new(101);
        Assert.Throws<ArgumentException>(() => cursor.GiveBack(larger));
        log.Mark(Gfn(5));
        Assert.Throws<ArgumentException>(() => cursor.HarvestInto(larger));
        Assert.Throws<ArgumentNullException>(() => cursor.HarvestInto(null!));
        Assert.Equal([5UL], HarvestAll(cursor));
    }

    [Fact]
    public void A_mode_that_does_not_exist_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DirtyLog(1, (DirtyLogMode)2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DirtyLog(1, (DirtyLogMode)(-1)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_is_closed_refuses_to_be_used_and_may_be_closed_again(DirtyLogMode mode)
    {
        DirtyLog log = new(100, mode);
        DirtyCursor closed = log.OpenCursor();
        DirtyCursor open = log.OpenCursor();
        closed.Dispose();
        closed.Dispose();
        Assert.Equal(1, log.CursorCount);
        Assert.Throws<ObjectDisposedException>(() => closed.Harvest(new PageRange[1]));
        Assert.Throws<ObjectDisposedException>(() => closed.GiveBack([]));
        log.Dispose();
        log.Dispose();
        Assert.Throws<ObjectDisposedException>(() => log.Mark(Gfn(0)));
        Assert.Throws<ObjectDisposedException>(() => log.Mark(new PageRange(Gfn(0), 1)));
        Assert.Throws<ObjectDisposedException>(log.MarkAll);
        Assert.Throws<ObjectDisposedException>(() => log.OpenCursor());
        Assert.Throws<ObjectDisposedException>(() => open.CountDirty());
        Assert.Throws<ObjectDisposedException>(() => open.IsDirty(Gfn(0)));
        Assert.Throws<ObjectDisposedException>(() => open.TryFindNext(Gfn(0), out _));
        open.Dispose();
    }

    [Fact]
    public void Cursors_on_several_threads_each_see_every_page_that_is_marked_beside_them()
    {
        const ulong PageCount = 5_000;
        using DirtyLog log = new(PageCount, DirtyLogMode.Concurrent);
        DirtyCursor[] cursors = [log.OpenCursor(), log.OpenCursor()];
        int[][] seen = [new int[PageCount], new int[PageCount]];
        Thread marker = new(() =>
        {
            for (ulong page = 0; page < PageCount; page++)
            {
                log.Mark(Gfn(page));
            }
        });
        Thread[] readers = [new(() => Read(0)), new(() => Read(1))];
        Thread[] all = [marker, .. readers];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        Assert.All(seen, pages => Assert.All(pages, times => Assert.Equal(1, times)));

        void Read(int reader)
        {
            bool alive = true;
            PageRange[] room = new PageRange[2];
            for (int count = 0; alive || count > 0;)
            {
                alive = marker.IsAlive;
                count = cursors[reader].Harvest(room);
                foreach (ulong page in PageSetModel.Listed(room[..count]))
                {
                    seen[reader][page]++;
                }
            }
        }
    }
}
