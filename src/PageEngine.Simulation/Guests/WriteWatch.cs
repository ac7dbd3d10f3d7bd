namespace PageEngine.Simulation;

/// <summary>Looks at each write to a machine's pages before it marks them: only while something wants to know.</summary>
internal sealed class WriteWatch
{
    private byte[]? _writes;
    private long _trackingNanoseconds;

    /// <summary>The rings by which a move limits the processors; null for none.</summary>
    internal DirtyRings? Limited { get; set; }

    /// <summary>The rings by which dirty rates are measured; null for none.</summary>
    internal DirtyRings? Measured { get; set; }

    /// <summary>The log whose first marks cost the guest something; null for none.</summary>
    internal DirtyCursor? Log { get; set; }

    /// <summary>What a first mark costs in nanoseconds.</summary>
    internal long FirstMarkNanoseconds { get; set; }

    /// <summary>Whether nothing wants to know anything.</summary>
    internal bool IsIdle => _writes is null && Log is null && Limited is null && Measured is null;

    /// <summary>Begins to count the writes to each page.</summary>
    internal void CountWrites(ulong pages) => _writes = new byte[pages];

    /// <summary>The writes to a page since this was last asked, 255 for more.</summary>
    internal int TakeWrites(ulong page)
    {
        if (_writes is null)
        {
            return 1;
        }

        int writes = _writes[page];
        _writes[page] = 0;
        return writes;
    }

    /// <summary>What first marks have cost since this was last asked, in nanoseconds.</summary>
    internal long TakeTracking()
    {
        long taken = _trackingNanoseconds;
        _trackingNanoseconds = 0;
        return taken;
    }

    /// <summary>Says which processor runs.</summary>
    internal void SetVcpu(int vcpu)
    {
        Limited?.Vcpu = vcpu;
        Measured?.Vcpu = vcpu;
    }

    /// <summary>Forgets what a move wanted to know.</summary>
    internal void EndMove()
    {
        Limited?.Dispose();
        (Limited, Log, _writes) = (null, null, null);
    }

    internal void Note(ulong page, ref AccessOutcome outcome)
    {
        if (_writes is { } writes && writes[page] < byte.MaxValue)
        {
            writes[page]++;
        }

        Limited?.Note(page);
        Measured?.Note(page);
        if (Log is { } log && !log.IsDirty(new GuestFrameNumber(page)))
        {
            outcome.CpuNanoseconds += FirstMarkNanoseconds;
            _trackingNanoseconds += FirstMarkNanoseconds;
        }
    }

    /// <summary>Writes what a move wants to know.</summary>
    internal void Save(StateWriter writer)
    {
        writer.Write(_trackingNanoseconds);
        writer.Write(_writes is not null);
        if (_writes is not null)
        {
            writer.WriteSparse<byte>(_writes);
        }

        writer.Write(Limited is not null);
        Limited?.Save(writer);
    }

    internal void Load(StateReader reader, ulong pages, Func<DirtyRings> makeRings)
    {
        _trackingNanoseconds = reader.ReadInt64();
        if (reader.ReadBoolean())
        {
            _writes = new byte[pages];
            reader.ReadSparse<byte>(_writes);
        }

        if (reader.ReadBoolean())
        {
            Limited = makeRings();
            Limited.Load(reader);
        }
    }
}
