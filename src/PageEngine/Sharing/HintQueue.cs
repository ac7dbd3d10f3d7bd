namespace PageEngine;

/// <summary>Pages that somebody has reason to believe can be shared, to be visited before the scan goes on.</summary>
/// <remarks>
/// The block layer knows which pages it has just filled from a common disk image; a page told here is merged long
/// before a pass reaches it (Miller et al., "XLH", USENIX ATC 2013). The volatility gate does not hold for hints; the
/// compare of bytes does. When the queue is full the oldest hint is dropped and counted. One thread at a time.
/// </remarks>
public sealed partial class HintQueue
{
    private const int FirstRoom = 16;

    private readonly PageHost _host;
    private readonly int _capacity;
    private (GuestMemory? Guest, PageRange Range)[] _ring;
    private int _first;

    internal HintQueue(PageHost host, int capacity)
    {
        _host = host;
        _capacity = capacity;
        _ring = new (GuestMemory?, PageRange)[Math.Min(capacity, FirstRoom)];
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
        if (Count == _capacity)
        {
            TryTake(out _, out _);
            Dropped++;
        }

        Append(guest, range);
    }

    /// <summary>Takes the oldest hint; the guest is null when it has left the host meanwhile.</summary>
    internal bool TryTake(out GuestMemory? guest, out PageRange range)
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

    /// <summary>Puts the rest of a hint that was just taken back at the front.</summary>
    internal void PutBack(GuestMemory guest, PageRange rest)
    {
        _first = (_first + _ring.Length - 1) % _ring.Length;
        _ring[_first] = (guest, rest);
        Count++;
    }

    /// <summary>Lets go of a guest that leaves the host; its hints keep their places, so that others are dropped as before.</summary>
    internal void Forget(GuestMemory guest)
    {
        for (int i = 0; i < _ring.Length; i++)
        {
            if (_ring[i].Guest == guest)
            {
                _ring[i].Guest = null;
            }
        }
    }

    private void Append(GuestMemory? guest, PageRange range)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[(_first + Count) % _ring.Length] = (guest, range);
        Count++;
    }

    private void Grow()
    {
        var larger = new (GuestMemory?, PageRange)[Math.Min((int)Math.Min((uint)_ring.Length * 2, int.MaxValue), _capacity)];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = _ring[(_first + i) % _ring.Length];
        }

        _ring = larger;
        _first = 0;
    }
}
