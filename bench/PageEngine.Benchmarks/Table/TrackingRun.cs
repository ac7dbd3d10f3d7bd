using PageEngine.Benchmarks.Data;
using PageEngine.Linux;

namespace PageEngine.Benchmarks.Table;

/// <summary>Our tracking of real memory, measured as <c>tracking_peer</c> measures its own: shuffled, medians.</summary>
internal sealed class TrackingRun : IDisposable
{
    private const int Repeats = 11;
    private const int PagesPerGibibyte = 1 << 18;

    private readonly MappedGuestMemory _memory;
    private readonly uint[] _order;
    private readonly Dictionary<string, List<double>> _times = [];

    internal TrackingRun(ByteSize size)
    {
        _memory = MappedGuestMemory.Create(
            size, new MappedMemoryOptions { Tracker = TrackerKind.AsyncWriteProtect });
        _order = [.. Enumerable.Range(0, (int)size.Pages).Select(page => (uint)page)];
        new SplitMix64(1).Shuffle(_order.AsSpan());
        for (int i = 0; i < _memory.SegmentCount; i++)
            _memory.GetSegment(i).Fill(1);
    }

    /// <summary>The pages of which a thousandth part, and so on, is dirty in a harvest.</summary>
    internal static ReadOnlySpan<int> PerThousand => [0, 1, 10, 100, 1000];

    public void Dispose() => _memory.Dispose();

    /// <summary>The medians of one run: nanoseconds for a write, microseconds a GiB for a harvest.</summary>
    internal IReadOnlyDictionary<string, double> Measure()
    {
        _times.Clear();
        double nanosecondsPerPage = 1e9 / _order.Length;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            _memory.Collect();
            Note("first write", nanosecondsPerPage, () => Write(_order.Length));
            Note("plain write", nanosecondsPerPage, () => Write(_order.Length));
        }

        foreach (int perThousand in PerThousand)
            MeasureHarvests(perThousand);
        return _times.ToDictionary(entry => entry.Key, entry => TableContext.Median([.. entry.Value]));
    }

    private void MeasureHarvests(int perThousand)
    {
        var dirty = (int)((long)_order.Length * perThousand / 1000);
        double perGibibyte = 1e6 * PagesPerGibibyte / _order.Length;
        _memory.Collect();
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            Write(dirty);
            ulong found = 0;
            Note($"scan {perThousand}", perGibibyte, () => found = _memory.Collect());
            if (found != (ulong)dirty)
                throw new WrongResultException($"{dirty} pages were written and {found} found");
        }
    }

    private void Write(int count)
    {
        // The address is computed as in the peer: a span for each page would measure its making.
        for (int segment = 0; segment < _memory.SegmentCount; segment++)
        {
            Span<byte> bytes = _memory.GetSegment(segment);
            uint first = (uint)segment * MappedGuestMemory.PagesPerSegment;
            foreach (uint page in _order.AsSpan(0, count))
            {
                if (page - first < MappedGuestMemory.PagesPerSegment)
                    bytes[(int)((page - first) << Page.Shift)] = (byte)page;
            }
        }
    }

    private void Note(string name, double perSecond, Action action)
    {
        if (!_times.TryGetValue(name, out List<double>? times))
            _times.Add(name, times = []);
        times.Add(TableContext.Seconds(action) * perSecond);
    }
}
