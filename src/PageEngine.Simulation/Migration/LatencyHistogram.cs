using System.Numerics;

namespace PageEngine.Simulation;

/// <summary>How often waits of which length were met, in classes that double: below 1 µs, 1 to 2 µs, 2 to 4 µs and so on.</summary>
/// <remarks>One thread at a time, with everything else of its simulation.</remarks>
public sealed class LatencyHistogram
{
    private const long UnitNanoseconds = 1000;
    private const int MostClasses = 48;

    private readonly ulong[] _counts = new ulong[MostClasses];

    internal LatencyHistogram()
    {
    }

    /// <summary>The classes.</summary>
    public static int ClassCount => MostClasses;

    /// <summary>The waits in all classes.</summary>
    public ulong Count { get; private set; }

    /// <summary>The waits in sum.</summary>
    public SimTime Sum { get; private set; }

    /// <summary>The longest wait.</summary>
    public SimTime Longest { get; private set; }

    /// <summary>The mean; zero without a wait.</summary>
    public SimTime Mean => Count == 0 ? SimTime.Zero : new SimTime(Sum.Nanoseconds / (long)Count);

    /// <summary>The waits of one class.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such class.</exception>
    public ulong this[int index] => _counts[index];

    /// <summary>The shortest wait of a class; the class ends where the next begins.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public static SimTime BeginOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, MostClasses);
        return index == 0 ? SimTime.Zero : new SimTime(UnitNanoseconds << (index - 1));
    }

    /// <summary>A wait that so many of all are not longer than: the end of its class, or the longest.</summary>
    /// <param name="share">The part of the waits, 0 to 1: 0.99 for the 99th percentile.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not 0 to 1.</exception>
    public SimTime Percentile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(share is >= 0 and <= 1, false, nameof(share));
        ulong wanted = (ulong)Math.Ceiling(Count * share);
        ulong seen = 0;
        for (int i = 0; i < MostClasses - 1; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
            {
                return SimTime.Min(BeginOf(i + 1), Longest);
            }
        }

        return Longest;
    }

    internal void Add(SimTime wait)
    {
        ulong units = (ulong)(wait.Nanoseconds / UnitNanoseconds);
        int index = units == 0 ? 0 : Math.Min(BitOperations.Log2(units) + 1, MostClasses - 1);
        _counts[index]++;
        Count++;
        Sum += wait;
        Longest = SimTime.Max(Longest, wait);
    }

    internal void Save(StateWriter writer)
    {
        writer.WriteSparse<ulong>(_counts);
        writer.Write(Sum);
        writer.Write(Longest);
    }

    internal void Load(StateReader reader)
    {
        reader.ReadSparse<ulong>(_counts);
        Count = 0;
        foreach (ulong count in _counts)
        {
            Count += count;
        }

        Sum = reader.ReadTime();
        Longest = reader.ReadTime();
    }
}
