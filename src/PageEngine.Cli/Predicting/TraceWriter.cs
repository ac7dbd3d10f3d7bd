using PageEngine.Images;
using PageEngine.Migration;

namespace PageEngine.Cli.Predicting;

/// <summary>A guest of a page trace as the writer of a prediction.</summary>
internal static class TraceWriter
{
    /// <summary>Memory is kept for each page that was written; 1 TiB of them is enough.</summary>
    private const ulong MostPages = 1UL << 28;

    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Finds a guest by name, or the only one.</summary>
    /// <exception cref="ArgumentException">There is none of the name, or several and no name.</exception>
    internal static int FindGuest(PageTrace trace, string? name)
    {
        string[] names = [.. trace.Guests.Select(static guest => guest.Name)];
        if (names.Length == 0)
        {
            throw new ArgumentException("the trace has no guest");
        }

        int place = name is null ? 0 : Array.IndexOf(names, name);
        if (place < 0 || (name is null && names.Length > 1))
        {
            string wish = name is null ? "--guest says which" : $"there is no guest {name} in the trace";
            throw new ArgumentException($"{wish}: {string.Join(", ", names.Take(5))}{(names.Length > 5 ? ", …" : "")}");
        }

        return place;
    }

    /// <summary>Makes the model of what a guest of a trace writes.</summary>
    /// <exception cref="ArgumentException">The guest writes nothing, or too much memory.</exception>
    internal static DirtyModel ModelOf(PageTrace trace, int guest)
    {
        ulong pageCount = trace.Guests[guest].PageCount;
        TraceWrites writes = new(Math.Max(trace.Summary.EndNanoseconds, 1));
        PageTraceCursor cursor = trace.OpenCursor(guest);
        while (cursor.TryRead(out PageTraceRecord record))
        {
            if (record.Operation is PageTraceOperation.Write or PageTraceOperation.Zero)
            {
                if (record.Pages.Start.Value + record.Pages.Count > MostPages)
                {
                    throw new ArgumentException("the trace has writes above 1 TiB, which is too much for a prediction");
                }

                writes.Add(record.TimeNanoseconds, record.Pages);
            }
        }

        // Beyond the trace the pages rise as they did last, up to all that there are.
        return writes.DistinctPages > 0
            ? new TableDirtyModel(writes.Rows(), pageCount) : new TraceDirtyModel(PeriodsOf(trace, guest));
    }

    private static List<TracePeriod> PeriodsOf(PageTrace trace, int guest)
    {
        List<TracePeriod> periods = [];
        long end = 0;
        PageTraceCursor cursor = trace.OpenCursor(guest);
        while (cursor.TryRead(out PageTraceRecord record))
        {
            if (!record.IsSample)
            {
                continue;
            }

            if (record.TimeNanoseconds > end)
            {
                periods.Add(new TracePeriod((record.TimeNanoseconds - end) / NanosecondsPerSecond, 0));
            }

            periods.Add(new TracePeriod(record.PeriodNanoseconds / NanosecondsPerSecond, record.DirtiedBytes));
            end = record.TimeNanoseconds + record.PeriodNanoseconds;
        }

        return periods.Count > 0
            ? periods
            : throw new ArgumentException("the guest of the trace writes nothing behind time 0");
    }
}
