using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>The dirty rings of a machine's processors, as KVM has them: a page is in one ring once until that is reset.</summary>
/// <remarks>
/// A processor whose ring is full leaves the guest; its ring is emptied, and under a limit it sleeps
/// (<see cref="VcpuDirtyLimit"/>).
/// </remarks>
internal sealed class DirtyRings : IDisposable
{
    private readonly DirtyLimitOptions _options;
    private readonly ulong[][] _entries;
    private readonly int[] _counts;
    private readonly DirtyBitmap _inRings;
    private readonly RingDirtyRateEstimator _rates;
    private readonly VcpuDirtyLimit[] _limits;
    private readonly List<double> _told = [];
    private readonly int[] _counted;
    private SimTime _start;
    private long _owed;

    internal DirtyRings(DirtyLimitOptions options, int vcpus, ulong pages)
    {
        _options = options;
        _entries = new ulong[vcpus][];
        _limits = new VcpuDirtyLimit[vcpus];
        for (int i = 0; i < vcpus; i++)
        {
            _entries[i] = new ulong[options.RingEntries];
            _limits[i] = new VcpuDirtyLimit(options);
        }

        _counts = new int[vcpus];
        _counted = new int[vcpus];
        _inRings = new DirtyBitmap(pages);
        _rates = new RingDirtyRateEstimator(vcpus);
    }

    /// <summary>The processor that runs.</summary>
    internal int Vcpu { get; set; }

    internal SimTime Period => new(_options.PeriodNanoseconds);

    internal void Note(ulong page)
    {
        GuestFrameNumber number = new(page);
        if (_inRings.IsDirty(number))
        {
            return;
        }

        _inRings.Mark(number);
        ulong[] ring = _entries[Vcpu];
        ring[_counts[Vcpu]++] = page;
        if (_counts[Vcpu] == ring.Length)
        {
            Reset(Vcpu);
            _owed += _limits[Vcpu].SleepNanoseconds;
        }
    }

    /// <summary>How long the processor that runs must sleep for full rings; once asked for, it is paid.</summary>
    internal SimTime TakeSleep()
    {
        SimTime sleep = new(_owed);
        _owed = 0;
        return sleep;
    }

    /// <summary>Begins a period.</summary>
    internal void Start(SimTime now)
    {
        _start = now;
        Array.Clear(_counted);
        _rates.Start(now.Nanoseconds);
    }

    /// <summary>Ends a period: the sleeps follow from what each processor dirtied, and the next one begins.</summary>
    internal void Adjust(SimTime now)
    {
        for (int i = 0; i < _limits.Length; i++)
        {
            Reset(i);
            double rate = _rates.RateOf(i, now.Nanoseconds).BytesPerSecond;
            _limits[i].Adjust(rate);
            _told.Add(rate);
        }

        Start(now);
    }

    /// <summary>What one processor has dirtied since the period began.</summary>
    internal DirtyRate RateOf(int vcpu, SimTime now)
    {
        Reset(vcpu);
        return _rates.RateOf(vcpu, now.Nanoseconds);
    }

    /// <summary>What all have dirtied since the period began.</summary>
    internal DirtyRate Total(SimTime now)
    {
        for (int i = 0; i < _limits.Length; i++)
        {
            Reset(i);
        }

        return _rates.Total(now.Nanoseconds);
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(_start);
        writer.Write(_owed);
        writer.Write(_told.Count);
        foreach (double rate in _told)
        {
            writer.Write(rate);
        }

        for (int i = 0; i < _entries.Length; i++)
        {
            writer.Write(_counted[i]);
            writer.Write(_counts[i]);
            for (int entry = 0; entry < _counts[i]; entry++)
            {
                writer.Write(_entries[i][entry]);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote into new rings. Limits are told again what they were told.</summary>
    internal void Load(StateReader reader)
    {
        Start(reader.ReadTime());
        _owed = reader.ReadInt64();
        int told = reader.ReadCount();
        for (int i = 0; i < told; i++)
        {
            _told.Add(reader.ReadDouble());
            _limits[i % _limits.Length].Adjust(_told[i]);
        }

        for (int i = 0; i < _entries.Length; i++)
        {
            _counted[i] = reader.ReadCount();
            _rates.Record(i, _counted[i]);
            _counts[i] = reader.ReadCount(_entries[i].Length - 1);
            for (int entry = 0; entry < _counts[i]; entry++)
            {
                ulong page = reader.ReadUInt64();
                StateReader.Require(page < _inRings.PageCount, "a ring has a page that its machine has not");
                _entries[i][entry] = page;
                _inRings.Mark(new GuestFrameNumber(page));
            }
        }
    }

    public void Dispose() => _inRings.Dispose();

    private void Reset(int vcpu)
    {
        for (int i = 0; i < _counts[vcpu]; i++)
        {
            _inRings.Unmark(new GuestFrameNumber(_entries[vcpu][i]));
        }

        _rates.Record(vcpu, _counts[vcpu]);
        _counted[vcpu] += _counts[vcpu];
        _counts[vcpu] = 0;
    }
}
