namespace PageEngine;

/// <summary>Pages that somebody has reason to believe can be shared, to be visited before the scan goes on.</summary>
/// <remarks>
/// The block layer knows which pages it has just filled from a common disk image; a page told here is merged long
/// before a pass reaches it (Miller et al., "XLH", USENIX ATC 2013). The volatility gate does not hold for hints; the
/// compare of bytes does. When the queue is full the oldest hint is dropped and counted. One thread at a time.
/// </remarks>
public sealed class HintQueue
{
    private readonly PageHost _host;
    private readonly (GuestMemory Guest, PageRange Range)[] _ring;
    private int _first;

    internal HintQueue(PageHost host, int capacity)
    {
        _host = host;
        _ring = new (GuestMemory, PageRange)[capacity];
    }

    /// <summary>The hints that wait.</summary>
    public int Count { get; private set; }

    /// <summary>The hints that were dropped because newer ones came.</summary>
    public ulong Dropped { get; private set; }

    /// <summary>Adds a hint.</summary>
    /// <param name="guest">A guest of this host.</param>
    /// <param name="range">Pages of the guest.</param>
    /// <exception cref="ArgumentOutOfRangeException">The guest does not have all these pages.</exception>
    /// <exception cref="ArgumentException">The guest is not one of this host's.</exception>
    public void Add(GuestMemory guest, PageRange range)
    {
        _host.ThrowIfNotOurs(guest);
        guest.ThrowIfOutside(range);
        if (Count == _ring.Length)
        {
            TryTake(out _, out _);
            Dropped++;
        }

        _ring[(_first + Count) % _ring.Length] = (guest, range);
        Count++;
    }

    internal bool TryTake(out GuestMemory guest, out PageRange range)
    {
        (guest, range) = _ring[_first];
        if (Count == 0)
        {
            return false;
        }

        _ring[_first] = default;
        _first = (_first + 1) % _ring.Length;
        Count--;
        return true;
    }

    /// <summary>Puts the rest of a hint back at the front.</summary>
    internal void PutBack(GuestMemory guest, PageRange rest)
    {
        _first = (_first + _ring.Length - 1) % _ring.Length;
        _ring[_first] = (guest, rest);
        Count++;
    }
}
