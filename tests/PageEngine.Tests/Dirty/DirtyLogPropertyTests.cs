using FsCheck.Xunit;
using static PageEngine.Tests.DirtySamples;

namespace PageEngine.Tests;

/// <summary>Random histories of a log and its cursors, against a set of pages for each cursor.</summary>
public sealed class DirtyLogPropertyTests
{
    private const int MostCursors = 4;

    [Property]
    public void Each_cursor_of_a_single_writer_sees_what_a_set_of_its_own_would(
        byte size, (byte Action, byte Cursor, ushort Start, ushort Count)[] history) =>
        Run(DirtyLogMode.SingleWriter, size, history);

    [Property]
    public void Each_cursor_of_a_concurrent_log_sees_what_a_set_of_its_own_would(
        byte size, (byte Action, byte Cursor, ushort Start, ushort Count)[] history) =>
        Run(DirtyLogMode.Concurrent, size, history);

    private static void Run(
        DirtyLogMode mode, byte size, (byte Action, byte Cursor, ushort Start, ushort Count)[] history)
    {
        using DirtyLog log = new(PageCount(size), mode);
        List<Reader> readers = [];
        foreach ((byte action, byte cursor, ushort start, ushort count) in history)
        {
            PageRange range = Range(log.PageCount, start, count);
            if (action % 10 < 4)
            {
                Mark(log, readers, action % 10, range);
            }
            else if (action % 10 == 4 && readers.Count < MostCursors)
            {
                readers.Add(new Reader(log, startDirty: start % 2 == 0));
            }
            else if (readers.Count > 0)
            {
                Reader reader = readers[cursor % readers.Count];
                if (action % 10 == 9)
                {
                    reader.Cursor.Dispose();
                    readers.Remove(reader);
                }
                else
                {
                    reader.Do(action % 10, range);
                }
            }

            Assert.Equal(readers.Count, log.CursorCount);
        }

        readers.ForEach(reader => reader.Finish());
    }

    private static void Mark(DirtyLog log, List<Reader> readers, int action, PageRange range)
    {
        PageRange marked = range;
        switch (action)
        {
            case 0 when range.Count > 0:
                marked = new PageRange(range.Start, 1);
                log.Mark(range.Start);
                break;
            case 1 when range.Count % 8 == 0:
                marked = new PageRange(default, log.PageCount);
                log.MarkAll();
                break;
            default:
                log.Mark(range);
                break;
        }

        readers.ForEach(reader => reader.Model.Mark(marked));
    }

    /// <summary>A cursor beside what it should see.</summary>
    private sealed class Reader
    {
        private readonly List<PageRange> _taken = [];

        public Reader(DirtyLog log, bool startDirty)
        {
            Cursor = log.OpenCursor(startDirty);
            Model = new PageSetModel(log.PageCount);
            if (startDirty)
            {
                Model.MarkAll();
            }
        }

        public DirtyCursor Cursor { get; }

        public PageSetModel Model { get; }

        public void Do(int action, PageRange range)
        {
            switch (action)
            {
                case 5:
                    PageRange[] room = new PageRange[range.Count % 4];
                    PageRange[] taken = room[..Cursor.Harvest(room)];
                    Assert.Equal(Model.Harvest(room.Length), taken);
                    _taken.AddRange(taken);
                    break;
                case 6:
                    using (DirtyBitmap destination = new(Cursor.PageCount))
                    {
                        Cursor.HarvestInto(destination);
                        Assert.Equal(Model.Runs(), Enumerate(destination));
                        if (range.Count % 2 == 0)
                        {
                            Cursor.GiveBack(destination);
                        }
                        else
                        {
                            Model.Pages.Clear();
                        }
                    }

                    break;
                case 7:
                    Cursor.GiveBack([.. _taken]);
                    _taken.ForEach(Model.Mark);
                    _taken.Clear();
                    break;
                case 8:
                    bool found = Cursor.TryFindNext(range.Start, out GuestFrameNumber next);
                    Assert.Equal(Model.Next(range.Start.Value), found ? next.Value : null);
                    if (range.Count > 0)
                    {
                        Assert.Equal(Model.Pages.Contains(range.Start.Value), Cursor.IsDirty(range.Start));
                    }

                    break;
            }
        }

        public void Finish()
        {
            for (ulong page = 0; page < Cursor.PageCount; page++)
            {
                Assert.Equal(Model.Pages.Contains(page), Cursor.IsDirty(Gfn(page)));
            }

            Assert.Equal((ulong)Model.Pages.Count, Cursor.CountDirty());
            Assert.Equal(Model.Pages.Order(), HarvestAll(Cursor));
            Cursor.Dispose();
        }
    }
}
