namespace PageEngine.Images;

/// <summary>The samples of a guest: how many bytes it made dirty in each period, and so in any span of time.</summary>
/// <remarks>
/// <para>Immutable and thread-safe. Outside of the periods nothing is dirtied; inside of one, evenly.</para>
/// <para>A sample counts each page once for its period. A span that is one period of the trace, as a pre-copy round
/// that was published is, gives exactly what the trace says; a span over several periods gives their sum, which counts
/// a page that several of them dirtied several times.</para>
/// </remarks>
public sealed class DirtyRateSeries
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly long[] _starts;
    private readonly long[] _ends;

    // The bytes of all periods before.
    private readonly UInt128[] _before;
    private readonly ulong[] _bytes;

    internal DirtyRateSeries(PageTrace trace, int guest)
    {
        List<PageTraceRecord> samples = [];
        for (long position = 0; position < trace.RecordCount; position++)
        {
            if (trace.GuestOf(position) == guest && trace[position] is { IsSample: true } sample)
            {
                samples.Add(sample);
            }
        }

        _starts = new long[samples.Count];
        _ends = new long[samples.Count];
        _before = new UInt128[samples.Count];
        _bytes = new ulong[samples.Count];
        UInt128 total = 0;
        for (int i = 0; i < samples.Count; i++)
        {
            _starts[i] = samples[i].TimeNanoseconds;
            _ends[i] = samples[i].TimeNanoseconds + samples[i].PeriodNanoseconds;
            _before[i] = total;
            _bytes[i] = samples[i].DirtiedBytes;
            total += _bytes[i];
        }
    }

    /// <summary>The number of periods.</summary>
    public int PeriodCount => _starts.Length;

    /// <summary>When the last period ends, in nanoseconds; 0 where there is none.</summary>
    public long EndNanoseconds => _ends.Length > 0 ? _ends[^1] : 0;

    /// <summary>
    /// The bytes that are dirtied in a span of time, rounded so that the spans of any division have the same sum.
    /// </summary>
    /// <param name="startNanoseconds">When the span begins.</param>
    /// <param name="endNanoseconds">When it ends.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span ends before it begins.</exception>
    /// <exception cref="OverflowException">The bytes are 2⁶⁴ or more.</exception>
    public ulong BytesBetween(long startNanoseconds, long endNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(endNanoseconds, startNanoseconds);
        return checked((ulong)(BytesUntil(endNanoseconds) - BytesUntil(startNanoseconds)));
    }

    /// <summary>The rate at a time, in bytes per second; 0 outside of the periods.</summary>
    /// <param name="timeNanoseconds">The time; a period begins at its start and is over at its end.</param>
    public double BytesPerSecondAt(long timeNanoseconds)
    {
        int period = LastBegunAt(timeNanoseconds);
        return period >= 0 && timeNanoseconds < _ends[period]
            ? _bytes[period] * (NanosecondsPerSecond / (_ends[period] - _starts[period])) : 0;
    }

    private UInt128 BytesUntil(long time)
    {
        int period = LastBegunAt(time);
        if (period < 0)
        {
            return 0;
        }

        long passed = Math.Min(time, _ends[period]) - _starts[period];
        return _before[period] + ((UInt128)_bytes[period] * (ulong)passed / (ulong)(_ends[period] - _starts[period]));
    }

    private int LastBegunAt(long time)
    {
        int index = Array.BinarySearch(_starts, time);
        return index >= 0 ? index : ~index - 1;
    }
}
