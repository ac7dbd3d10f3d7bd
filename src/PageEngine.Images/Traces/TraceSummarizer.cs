namespace PageEngine.Images;

/// <summary>Makes the summary of a trace.</summary>
internal static class TraceSummarizer
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    internal static PageTraceSummary Summarize(PageTrace trace)
    {
        var total = new Tally();
        var guests = new Tally[trace.Guests.Count];
        for (int guest = 0; guest < guests.Length; guest++)
        {
            guests[guest] = new Tally();
        }

        long end = 0;
        long oldest = 0;
        for (long position = 0; position < trace.RecordCount; position++)
        {
            PageTraceRecord record = trace[position];
            end = Math.Max(end, record.TimeNanoseconds + record.PeriodNanoseconds);
            while (trace.TimeOf(oldest) <= record.TimeNanoseconds - NanosecondsPerSecond)
            {
                PageTraceRecord old = trace[oldest++];
                total.LeaveSecond(old);
                guests[old.Guest].LeaveSecond(old);
            }

            total.Count(record);
            guests[record.Guest].Count(record);
            guests[record.Guest].Mark(record);
        }

        PageTraceCounts[] counts = new PageTraceCounts[guests.Length];
        ulong distinct = 0;
        ulong distinctWritten = 0;
        for (int guest = 0; guest < guests.Length; guest++)
        {
            counts[guest] = guests[guest].ToCounts();
            distinct += counts[guest].DistinctPages;
            distinctWritten += counts[guest].DistinctPagesWritten;
        }

        return new PageTraceSummary
        {
            RecordCount = trace.RecordCount,
            StartNanoseconds = trace.RecordCount > 0 ? trace.TimeOf(0) : 0,
            EndNanoseconds = end,
            Total = total.ToCounts() with { DistinctPages = distinct, DistinctPagesWritten = distinctWritten },
            Guests = counts,
        };
    }

    private sealed class Tally
    {
        private readonly DistinctPages _touched = new();
        private readonly DistinctPages _written = new();
        private long _records;
        private ulong _read;
        private ulong _writes;
        private ulong _discarded;
        private ulong _lastSecond;
        private ulong _peak;
        private ulong _sampled;
        private double _sampledPeak;

        internal void Count(in PageTraceRecord record)
        {
            _records++;
            switch (record.Operation)
            {
                case PageTraceOperation.Read:
                    _read += record.Second;
                    break;
                case PageTraceOperation.Discard:
                    _discarded += record.Second;
                    break;
                case PageTraceOperation.Sample:
                    _sampled = record.Second > ulong.MaxValue - _sampled ? ulong.MaxValue : _sampled + record.Second;
                    _sampledPeak = Math.Max(
                        _sampledPeak, record.Second * ((double)NanosecondsPerSecond / record.PeriodNanoseconds));
                    break;
                default:
                    _writes += record.Second;
                    _lastSecond += record.Second;
                    _peak = Math.Max(_peak, _lastSecond);
                    break;
            }
        }

        internal void Mark(in PageTraceRecord record)
        {
            if (record.Operation is PageTraceOperation.Discard or PageTraceOperation.Sample)
            {
                return;
            }

            _touched.Add((uint)record.First, (uint)record.Second);
            if (record.Operation != PageTraceOperation.Read)
            {
                _written.Add((uint)record.First, (uint)record.Second);
            }
        }

        internal void LeaveSecond(in PageTraceRecord record)
        {
            if (record.Operation is PageTraceOperation.Write or PageTraceOperation.Zero)
            {
                _lastSecond -= record.Second;
            }
        }

        internal PageTraceCounts ToCounts() => new()
        {
            RecordCount = _records,
            PagesRead = _read,
            PagesWritten = _writes,
            PagesDiscarded = _discarded,
            DistinctPages = _touched.Count(),
            DistinctPagesWritten = _written.Count(),
            PeakPagesWrittenPerSecond = _peak,
            SampledBytes = _sampled,
            PeakSampledBytesPerSecond = _sampledPeak,
        };
    }
}
