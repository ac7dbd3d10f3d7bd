namespace PageEngine.Simulation;

/// <summary>A disk in virtual time: requests are served in the order in which they come, on the channel that is free first.</summary>
/// <remarks>
/// A request of n bytes takes latency + n / (bandwidth / channels), and the device as a whole never moves more than its
/// bandwidth. When a request is made its end is known, so the device needs no events of its own.
/// </remarks>
internal sealed class StorageDevice
{
    private readonly StorageSpec _spec;
    private readonly SimTime[] _channelFree;
    private RandomStream _random;
    private SimTime _pipeFree;

    internal StorageDevice(StorageSpec spec, RandomStream random)
    {
        _spec = spec;
        _random = random;
        _channelFree = new SimTime[spec.Channels];
    }

    /// <summary>The bytes read since the start.</summary>
    internal ulong BytesRead { get; private set; }

    /// <summary>The bytes written since the start.</summary>
    internal ulong BytesWritten { get; private set; }

    /// <summary>The requests that failed since the start.</summary>
    internal ulong Failures { get; private set; }

    /// <summary>The time that the pipe was or will be busy with what was asked for so far.</summary>
    internal SimTime BusyTime { get; private set; }

    /// <summary>Asks for bytes. False when the device fails the request; the time is when that is known.</summary>
    internal bool TryRequest(SimTime now, ulong bytes, bool isWrite, out SimTime done)
    {
        int channel = 0;
        for (int i = 1; i < _channelFree.Length; i++)
        {
            channel = _channelFree[i] < _channelFree[channel] ? i : channel;
        }

        SimTime begin = SimTime.Max(now, _channelFree[channel]);
        SimTime latency = isWrite ? _spec.WriteLatency : _spec.ReadLatency;
        SimTime transfer = TransferTime(bytes);
        _pipeFree = SimTime.Max(begin + latency, _pipeFree) + transfer;
        BusyTime += transfer;
        done = _pipeFree;
        _channelFree[channel] = done;
        double rate = isWrite ? _spec.WriteFailureRate : _spec.ReadFailureRate;
        if (rate > 0 && _random.Chance(rate))
        {
            Failures++;
            return false;
        }

        if (isWrite)
        {
            BytesWritten += bytes;
        }
        else
        {
            BytesRead += bytes;
        }

        return true;
    }

    /// <summary>How long a request that is made now would wait before it is served.</summary>
    internal SimTime Backlog(SimTime now)
    {
        SimTime first = _channelFree[0];
        foreach (SimTime free in _channelFree)
        {
            first = SimTime.Min(first, free);
        }

        return first > now ? first - now : SimTime.Zero;
    }

    internal void Save(StateWriter writer)
    {
        _random.Save(writer);
        writer.Write(_pipeFree);
        writer.Write(BusyTime);
        writer.Write(BytesRead);
        writer.Write(BytesWritten);
        writer.Write(Failures);
        foreach (SimTime free in _channelFree)
        {
            writer.Write(free);
        }
    }

    internal void Load(StateReader reader)
    {
        _random.Load(reader);
        _pipeFree = reader.ReadTime();
        BusyTime = reader.ReadTime();
        BytesRead = reader.ReadUInt64();
        BytesWritten = reader.ReadUInt64();
        Failures = reader.ReadUInt64();
        for (int i = 0; i < _channelFree.Length; i++)
        {
            _channelFree[i] = reader.ReadTime();
        }
    }

    private SimTime TransferTime(ulong bytes) =>
        new((long)Math.Ceiling(bytes * (double)SimTime.NanosecondsPerSecond / _spec.BytesPerSecond));
}
