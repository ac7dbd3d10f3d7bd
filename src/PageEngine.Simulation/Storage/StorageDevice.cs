namespace PageEngine.Simulation;

/// <summary>A disk in virtual time: some requests are served at a time, and together they share the bandwidth.</summary>
/// <remarks>
/// A request of n bytes occupies a channel for latency + n / bandwidth and the pipe for n / bandwidth, each at the first
/// moment at which they are to be had. When a request is made its end is known, so the device needs no events of its own.
/// </remarks>
internal sealed class StorageDevice
{
    private readonly StorageSpec _spec;
    private readonly CapacityCalendar _channels;
    private readonly CapacityCalendar _pipe = new(units: 1);
    private RandomStream _random;

    internal StorageDevice(StorageSpec spec, RandomStream random)
    {
        _spec = spec;
        _random = random;
        _channels = new CapacityCalendar(spec.Channels);
    }

    /// <summary>The bytes read since the start.</summary>
    internal ulong BytesRead { get; private set; }

    /// <summary>The bytes written since the start.</summary>
    internal ulong BytesWritten { get; private set; }

    /// <summary>The requests that failed since the start.</summary>
    internal ulong Failures { get; private set; }

    /// <summary>
    /// The time that what was asked for so far keeps the device busy: the pipe, or all channels where these are the bottleneck.
    /// </summary>
    internal SimTime BusyTime { get; private set; }

    /// <summary>Asks for bytes. False when the device fails the request; the time is when that is known.</summary>
    internal bool TryRequest(SimTime now, ulong bytes, bool isWrite, out SimTime done)
    {
        SimTime latency = isWrite ? _spec.WriteLatency : _spec.ReadLatency;
        SimTime transfer = TransferTime(bytes);
        SimTime channel = _channels.Reserve(now, (latency + transfer).Nanoseconds);
        SimTime pipe = _pipe.Reserve(now + latency, transfer.Nanoseconds);
        BusyTime += SimTime.Max(transfer, new SimTime((latency + transfer).Nanoseconds / _spec.Channels));
        done = SimTime.Max(SimTime.Max(channel, pipe), now + latency + transfer);
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
        SimTime free = SimTime.Max(_channels.FirstFree(now), _pipe.FirstFree(now));
        return free - now;
    }

    internal void Save(StateWriter writer)
    {
        _random.Save(writer);
        _channels.Save(writer);
        _pipe.Save(writer);
        writer.Write(BusyTime);
        writer.Write(BytesRead);
        writer.Write(BytesWritten);
        writer.Write(Failures);
    }

    internal void Load(StateReader reader)
    {
        _random.Load(reader);
        _channels.Load(reader);
        _pipe.Load(reader);
        BusyTime = reader.ReadTime();
        BytesRead = reader.ReadUInt64();
        BytesWritten = reader.ReadUInt64();
        Failures = reader.ReadUInt64();
    }

    private SimTime TransferTime(ulong bytes) =>
        new((long)Math.Ceiling(bytes * (double)SimTime.NanosecondsPerSecond / _spec.BytesPerSecond));
}
