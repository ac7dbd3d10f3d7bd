namespace PageEngine;

/// <summary>What a scan does with one page of a window.</summary>
internal enum VisitOutcome : byte
{
    /// <summary>Not decided; the page is visited again.</summary>
    Pending,

    /// <summary>The page holds zeros and gives its frame back.</summary>
    Zero,

    /// <summary>The page maps another frame now; its own is to be freed.</summary>
    Merged,

    /// <summary>Nothing to do until it is written: no equal page is known, or none may be shared.</summary>
    Settled,

    /// <summary>No equal page is known and the index has no room for this one.</summary>
    IndexFull,

    /// <summary>An equal page may be known, but a large page must be split first.</summary>
    NeedsSplit,
}

/// <summary>The pages that a scan works on at a time, in columns; reused for the life of the scanner.</summary>
/// <remarks>The size is fixed, so that windows begin and end at the same pages whatever the number of workers.</remarks>
internal sealed class ScanWindow(int capacity)
{
    internal readonly GuestScan[] Guests = new GuestScan[capacity];
    internal readonly ulong[] Pages = new ulong[capacity];
    internal readonly uint[] Frames = new uint[capacity];
    internal readonly ulong[] Keys = new ulong[capacity];
    internal readonly bool[] IsZero = new bool[capacity];
    internal readonly VisitOutcome[] Outcomes = new VisitOutcome[capacity];

    internal int Count { get; private set; }

    internal bool IsFull => Count == Frames.Length;

    internal void Add(GuestScan guest, ulong page, uint frame)
    {
        Guests[Count] = guest;
        Pages[Count] = page;
        Frames[Count] = frame;
        Outcomes[Count] = VisitOutcome.Pending;
        Count++;
    }

    internal void Clear() => Count = 0;
}
