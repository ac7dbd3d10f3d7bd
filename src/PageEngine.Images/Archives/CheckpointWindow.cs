namespace PageEngine.Images;

/// <summary>Pages that go into an archive together: their bytes and what was found out about them.</summary>
/// <remarks>A page has a slot from 0 on; the pages of a batch of 256 slots belong to one worker at a time.</remarks>
internal sealed class CheckpointWindow
{
    internal const int BatchPages = 256;
    internal const int Batches = 8;
    internal const int Capacity = Batches * BatchPages;

    private readonly List<Run> _runs = [];
    private readonly int[] _firstRunOfBatch = new int[Batches + 1];

    internal byte[] Bytes { get; } = new byte[Capacity * Page.Size];

    /// <summary>What the parent's map says for each page; 0 without a parent.</summary>
    internal uint[] Hints { get; } = new uint[Capacity];

    /// <summary>What the map will say for each page.</summary>
    internal uint[] Values { get; } = new uint[Capacity];

    internal ulong[] Fingerprints { get; } = new ulong[Capacity];

    /// <summary>Whether no content that was in the archive before the window equals the page.</summary>
    internal bool[] IsUnknown { get; } = new bool[Capacity];

    internal int Count { get; private set; }

    internal int BatchCount => (Count + BatchPages - 1) / BatchPages;

    internal IReadOnlyList<Run> Runs => _runs;

    /// <summary>The bytes of a page.</summary>
    internal Span<byte> PageAt(int slot) => Bytes.AsSpan(slot << Page.Shift, Page.Size);

    internal void Clear()
    {
        _runs.Clear();
        Count = 0;
        Array.Clear(Hints);
    }

    /// <summary>Takes pages as far as there is room.</summary>
    /// <returns>How many pages were taken.</returns>
    internal int Take(ulong firstPage, ulong pageCount)
    {
        int taken = 0;
        while (Count < Capacity && (ulong)taken < pageCount)
        {
            int within = Count % BatchPages;
            if (within == 0)
            {
                _firstRunOfBatch[Count / BatchPages] = _runs.Count;
            }

            int take = (int)Math.Min(pageCount - (ulong)taken, (ulong)(BatchPages - within));
            _runs.Add(new Run(firstPage + (ulong)taken, Count, take));
            Count += take;
            taken += take;
        }

        return taken;
    }

    /// <summary>The runs of a batch; none of them goes on in another batch.</summary>
    internal (int First, int End) RunsOf(int batch) =>
        (_firstRunOfBatch[batch], batch + 1 < BatchCount ? _firstRunOfBatch[batch + 1] : _runs.Count);

    /// <summary>Neighbouring pages in neighbouring slots.</summary>
    internal readonly record struct Run(ulong FirstPage, int Slot, int Count);
}
