using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>Readers of dirty logs.</summary>
internal static unsafe class CursorExports
{
    // Runs are handed over in pieces of this size, so no call needs memory for all of them.
    private const int PieceRuns = 128;

    [UnmanagedCallersOnly(EntryPoint = "pe_cursor_open")]
    internal static Status Open(ulong guest, ulong* cursor)
    {
        try
        {
            using Entered<GuestMemory> entered = new(guest, HandleKind.Guest);
            CallException.ThrowIfNull(cursor is null, nameof(cursor));
            *cursor = entered.Add(HandleKind.Cursor, entered.Target.DirtyLog.OpenCursor());
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_cursor_close")]
    internal static Status Close(ulong cursor)
    {
        try
        {
            using Entered<DirtyCursor> entered = new(cursor, HandleKind.Cursor);
            HandleTable.Remove(cursor);
            entered.Target.Dispose();
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_cursor_harvest")]
    internal static Status Harvest(ulong cursor, PePageRange* ranges, nuint capacity, nuint* count)
    {
        try
        {
            using Entered<DirtyCursor> entered = new(cursor, HandleKind.Cursor);
            CallException.ThrowIfNull(count is null, nameof(count));
            CallException.ThrowIfNull(ranges is null && capacity > 0, nameof(ranges));
            Span<PageRange> piece = stackalloc PageRange[PieceRuns];
            nuint done = 0;
            while (done < capacity)
            {
                int wanted = (int)nuint.Min(capacity - done, PieceRuns);
                int found = entered.Target.Harvest(piece[..wanted]);
                for (int i = 0; i < found; i++)
                {
                    // SAFETY: the program says that there is room for capacity runs, and done is below it.
                    ranges[done++] = new PePageRange { FirstPage = piece[i].Start.Value, PageCount = piece[i].Count };
                }

                if (found < wanted)
                {
                    break;
                }
            }

            *count = done;
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_cursor_give_back")]
    internal static Status GiveBack(ulong cursor, PePageRange* ranges, nuint count)
    {
        try
        {
            using Entered<DirtyCursor> entered = new(cursor, HandleKind.Cursor);
            CallException.ThrowIfNull(ranges is null && count > 0, nameof(ranges));
            ulong pages = entered.Target.PageCount;
            for (nuint i = 0; i < count; i++)
            {
                // SAFETY: the program says that there are count runs.
                PePageRange range = ranges[i];
                if (range.PageCount > pages || range.FirstPage > pages - range.PageCount)
                {
                    throw new CallException(Status.Range, $"run {i} reaches beyond the {pages} pages of the guest");
                }
            }

            for (nuint i = 0; i < count; i++)
            {
                GuestFrameNumber first = new(ranges[i].FirstPage);
                entered.Target.GiveBack([new PageRange(first, ranges[i].PageCount)]);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }
}
