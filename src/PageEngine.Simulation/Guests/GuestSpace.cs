using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>The virtual pages of a guest: its files, then the regions of its tasks, and where each page is.</summary>
/// <remarks>
/// 4 bytes for a virtual page that was touched, none for others (in steps of 1024 pages). Regions begin at multiples of
/// that, so a virtual page leads to its region. One thread at a time.
/// </remarks>
internal sealed partial class GuestSpace
{
    private const int NoRegion = -1;
    private const int ChunkLength = SparseTable<uint>.ChunkLength;
    private const int MaxChunks = (int)(uint.MaxValue / ChunkLength);

    private readonly SparseTable<uint> _map = new();
    private readonly int _fileChunks;
    private GuestRegion[] _regions = [];
    private int[] _regionOfChunk;

    internal GuestSpace(uint filePages)
    {
        FilePages = filePages;
        _fileChunks = ChunksFor(filePages);
        _regionOfChunk = new int[_fileChunks];
        _regionOfChunk.AsSpan().Fill(NoRegion);
    }

    /// <summary>The pages of files: virtual pages 0 to below this.</summary>
    internal uint FilePages { get; }

    /// <summary>Regions have numbers below this.</summary>
    internal int RegionLimit => _regions.Length;

    /// <summary>Pages of regions that are in the guest's swap.</summary>
    internal uint Swapped { get; private set; }

    /// <summary>Where a virtual page is. Set it here for pages of files only.</summary>
    internal GuestMapping this[uint virtualPage]
    {
        get => new(_map[virtualPage]);
        set => _map[virtualPage] = value.Value;
    }

    internal bool Exists(int region) => (uint)region < (uint)_regions.Length && _regions[region].IsUsed;

    internal ref readonly GuestRegion Region(int region) => ref _regions[region];

    /// <summary>Notes where a page of a region is from now on.</summary>
    internal void MoveAnonymous(uint virtualPage, GuestMapping to)
    {
        GuestMapping from = this[virtualPage];
        ref GuestRegion region = ref _regions[_regionOfChunk[virtualPage / ChunkLength]];
        Swapped -= region.Swapped;
        Count(ref region, from, to);
        Swapped += region.Swapped;
        this[virtualPage] = to;
    }

    /// <summary>Finds room for a region: the lowest that is large enough.</summary>
    internal int AddRegion(uint pages)
    {
        int region = Array.FindIndex(_regions, r => !r.IsUsed);
        if (region < 0)
        {
            region = _regions.Length;
            Array.Resize(ref _regions, region + 1);
        }

        int first = FindRoom(ChunksFor(pages));
        Place(region, first, pages);
        return region;
    }

    /// <summary>Forgets a region, of which no page is in memory or swap any more.</summary>
    internal void RemoveRegion(int region)
    {
        ref GuestRegion gone = ref _regions[region];
        Debug.Assert(gone is { IsUsed: true, Resident: 0, Swapped: 0 }, "a region is emptied before it goes");
        int first = (int)(gone.First / ChunkLength);
        for (int chunk = first; chunk < first + ChunksFor(gone.Pages); chunk++)
        {
            _map.ClearChunk(chunk);
            _regionOfChunk[chunk] = NoRegion;
        }

        gone = default;
    }

    /// <summary>The parts of the map that may hold something.</summary>
    internal int ChunkCount => _map.ChunkCount;

    /// <summary>The map of a part of the virtual pages; none when none of them was touched.</summary>
    internal ReadOnlySpan<uint> Chunk(int chunk) => _map.Chunk(chunk);

    private static int ChunksFor(uint pages) => (int)(((ulong)pages + ChunkLength - 1) / ChunkLength);

    private static void Count(ref GuestRegion region, GuestMapping from, GuestMapping to)
    {
        region.Resident += (to.IsResident ? 1u : 0u) - (from.IsResident ? 1u : 0u);
        region.Swapped += (to.IsSwapped ? 1u : 0u) - (from.IsSwapped ? 1u : 0u);
    }

    private int FindRoom(int chunks)
    {
        int first = _fileChunks;
        for (int chunk = first; chunk < _regionOfChunk.Length && chunk - first < chunks; chunk++)
        {
            first = _regionOfChunk[chunk] == NoRegion ? first : chunk + 1;
        }

        return first;
    }

    private void Place(int region, int first, uint pages)
    {
        int end = first + ChunksFor(pages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, MaxChunks, nameof(pages));
        int length = _regionOfChunk.Length;
        if (end > length)
        {
            Array.Resize(ref _regionOfChunk, end);
            _regionOfChunk.AsSpan(length).Fill(NoRegion);
        }

        _regionOfChunk.AsSpan(first..end).Fill(region);
        _regions[region] = new GuestRegion { First = (uint)first * ChunkLength, Pages = pages, IsUsed = true };
    }
}
