using System.IO.Hashing;

namespace PageEngine.Cli.Estimates;

/// <summary>Finds a page that is probably similar: one that agrees in a small block at a fixed place.</summary>
/// <remarks>
/// The detector of Difference Engine (Gupta and others, OSDI 2008, HashSimilarityDetector(2,1) with one candidate):
/// two blocks of 64 bytes at fixed random places are hashed, and for each the first page with that hash is the
/// candidate. The table holds the blocks of the sampled pages only, so its size is that of the sample; every page is
/// offered to it. Offering may run on any threads: the lowest frame wins, whatever the order.
/// </remarks>
internal sealed class SimilarityTable
{
    /// <summary>The blocks that are looked at in each page.</summary>
    internal const int BlocksPerPage = 2;

    private const int BlockSize = 64;
    private static readonly int[] BlockOffsets = [1216, 2880];

    private readonly Dictionary<ulong, int> _slots = [];
    private readonly ulong[] _lowestFrames;

    /// <param name="watchedPages">The most pages that will be watched.</param>
    internal SimilarityTable(int watchedPages) => _lowestFrames = new ulong[watchedPages * BlocksPerPage];

    /// <summary>Adds the blocks of a sampled page, to be looked for. Before pages are offered, by one thread.</summary>
    internal void Watch(ReadOnlySpan<byte> page)
    {
        for (int block = 0; block < BlocksPerPage; block++)
        {
            if (_slots.TryAdd(KeyOf(page, block), _slots.Count))
            {
                _lowestFrames[_slots.Count - 1] = ulong.MaxValue;
            }
        }
    }

    /// <summary>Offers a page as a candidate for all that agree with it in a block.</summary>
    internal void Offer(ulong frame, ReadOnlySpan<byte> page)
    {
        for (int block = 0; block < BlocksPerPage; block++)
        {
            if (_slots.TryGetValue(KeyOf(page, block), out int slot))
            {
                Lower(ref _lowestFrames[slot], frame);
            }
        }
    }

    /// <summary>The page to patch a sampled page against, by one of its blocks; always an earlier page.</summary>
    /// <remarks>That a patch refers backwards only keeps two similar pages from both being counted as patches.</remarks>
    internal bool TryFind(ulong frame, ReadOnlySpan<byte> page, int block, out ulong candidate)
    {
        candidate = _slots.TryGetValue(KeyOf(page, block), out int slot) ? _lowestFrames[slot] : ulong.MaxValue;
        return candidate < frame;
    }

    private static void Lower(ref ulong lowest, ulong frame)
    {
        ulong seen = Volatile.Read(ref lowest);
        while (seen > frame)
        {
            ulong before = Interlocked.CompareExchange(ref lowest, frame, seen);
            seen = before == seen ? frame : before;
        }
    }

    private static ulong KeyOf(ReadOnlySpan<byte> page, int block) =>
        XxHash3.HashToUInt64(page.Slice(BlockOffsets[block], BlockSize), block);
}
