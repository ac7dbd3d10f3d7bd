using System.Numerics;

namespace PageEngine.Migration;

/// <summary>The cache of sent pages of an XBZRLE sender, with the writes to each page instead of its content.</summary>
internal sealed class XbzrleCacheModel
{
    private readonly XbzrleCache _cache;
    private readonly int[] _writes;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="capacityPages">Its size; rounded down to a power of two.</param>
    /// <param name="writtenPages">The pages that may be written; all have numbers under this.</param>
    internal XbzrleCacheModel(ulong capacityPages, ulong writtenPages)
    {
        _cache = new XbzrleCache(Math.Min(capacityPages, BitOperations.RoundUpToPowerOf2(writtenPages)));
        _writes = new int[writtenPages];
    }

    internal void StartRound() => _cache.StartRound();

    internal void CountWrites(ulong page, int writes) => _writes[page] = (int)Math.Min((long)_writes[page] + writes, int.MaxValue);

    /// <summary>Sends a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="writes">The writes to it since it was sent before.</param>
    /// <returns>Whether the cache has it as it was sent before; if not, it is put there, if it finds room.</returns>
    internal bool Visit(ulong page, out int writes)
    {
        writes = 0;
        if (page >= (ulong)_writes.Length)
        {
            return false;
        }

        writes = _writes[page];
        _writes[page] = 0;
        return _cache.Visit(new GuestFrameNumber(page), out _);
    }
}
