using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>What a device has promised of its capacity, in small bins of time.</summary>
/// <remarks>
/// <para>Processors run ahead of the clock by a slice each, so their requests do not come in the order of their times. A
/// request takes the first capacity at or behind its own time; one that comes later with an earlier time still finds what
/// was free then. Behind the bins stands a queue: what does not fit them is served in the order in which it comes.</para>
/// <code>
/// bin     0      1      2     …    1023  │ tail
/// used  [====] [=== ] [    ]      [    ] │ first come, first served
/// </code>
/// </remarks>
internal sealed class CapacityCalendar
{
    private const long BinNanoseconds = 50_000;
    private const int BinCount = 1024;

    // How far the bins reach back behind the newest request: the rest reaches forward.
    private const long BinsBehind = BinCount / 4;

    private readonly long _capacity;
    private readonly long[] _used = new long[BinCount];
    private long _firstBin;
    private long _fullBelow;
    private SimTime _tail;

    /// <summary>Makes a calendar with nothing promised.</summary>
    /// <param name="units">How many nanoseconds of service the device gives in a nanosecond.</param>
    internal CapacityCalendar(int units) => _capacity = units * BinNanoseconds;

    private long EndBin => _firstBin + BinCount;

    /// <summary>Promises an amount of service from a time on, and says when it has been given.</summary>
    internal SimTime Reserve(SimTime from, long nanoseconds)
    {
        Debug.Assert(nanoseconds >= 0, "service is not given back");
        MoveTo(from.Nanoseconds / BinNanoseconds);
        long bin = Math.Max(from.Nanoseconds / BinNanoseconds, _firstBin);
        long left = nanoseconds;
        SimTime done = from;
        for (bin = Math.Max(bin, _fullBelow); left > 0 && bin < EndBin; bin++)
        {
            ref long used = ref _used[bin % BinCount];
            long given = Math.Min(left, _capacity - used);
            used += given;
            left -= given;
            if (given > 0)
            {
                done = SimTime.Max(done, TimeAt(bin, used));
            }

            if (used == _capacity && bin == _fullBelow)
            {
                _fullBelow++;
            }
        }

        return left == 0 ? done : QueueBehind(left);
    }

    /// <summary>The first time, not before another, at which something is free.</summary>
    internal SimTime FirstFree(SimTime from)
    {
        long bin = Math.Max(Math.Max(from.Nanoseconds / BinNanoseconds, _firstBin), _fullBelow);
        while (bin < EndBin && _used[bin % BinCount] == _capacity)
        {
            bin++;
        }

        return SimTime.Max(from, bin < EndBin ? new SimTime(bin * BinNanoseconds) : SimTime.Max(_tail, new SimTime(EndBin * BinNanoseconds)));
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(_firstBin);
        writer.Write(_fullBelow);
        writer.Write(_tail);
        writer.WriteSparse<long>(_used);
    }

    internal void Load(StateReader reader)
    {
        _firstBin = reader.ReadInt64();
        _fullBelow = reader.ReadInt64();
        _tail = reader.ReadTime();
        StateReader.Require(
            _firstBin >= 0 && _firstBin <= (long.MaxValue / BinNanoseconds) - BinCount && _fullBelow >= 0 && _fullBelow <= EndBin
            && _tail >= SimTime.Zero,
            "a device is at no time");
        reader.ReadSparse<long>(_used);
        foreach (long used in _used)
        {
            StateReader.Require(used >= 0 && used <= _capacity, "a device has promised more than it has");
        }
    }

    private SimTime TimeAt(long bin, long used) =>
        new((bin * BinNanoseconds) + (long)Math.Ceiling((double)used * BinNanoseconds / _capacity));

    private SimTime QueueBehind(long nanoseconds)
    {
        SimTime begin = SimTime.Max(_tail, new SimTime(EndBin * BinNanoseconds));
        _tail = begin + new SimTime((long)Math.Ceiling((double)nanoseconds * BinNanoseconds / _capacity));
        return _tail;
    }

    /// <summary>Lets old bins go, so that a bin is well inside; new bins take over what the tail holds of them.</summary>
    private void MoveTo(long bin)
    {
        long first = Math.Max(_firstBin, bin - BinsBehind);
        for (long added = Math.Max(EndBin, first); added < first + BinCount; added++)
        {
            long behind = _tail.Nanoseconds - (added * BinNanoseconds);
            _used[added % BinCount] = Math.Clamp(behind, 0, BinNanoseconds) * (_capacity / BinNanoseconds);
        }

        _firstBin = first;
        _fullBelow = Math.Max(_fullBelow, first);
    }
}
