using System.Numerics;

namespace PageEngine.Cli.Watching;

/// <summary>What is known of 512 pages side by side.</summary>
internal sealed class PageChunk
{
    internal const int Shift = 9;
    internal const int PageCount = 1 << Shift;

    private const int WordShift = 6;
    private const int WordCount = PageCount >> WordShift;

    // A bit a page: seen in this look; seen, or kept unseen, in the look before.
    private readonly ulong[] _seen = new ulong[WordCount];
    private readonly ulong[] _before = new ulong[WordCount];

    /// <summary>Makes a chunk of pages that were never seen, which are taken for zeros.</summary>
    internal PageChunk(ulong zeroFingerprint) => Array.Fill(Fingerprints, zeroFingerprint);

    internal ulong[] Fingerprints { get; } = new ulong[PageCount];

    /// <summary>The interval of the last change of each page; 0 for none.</summary>
    internal int[] LastChanges { get; } = new int[PageCount];

    internal bool IsEmpty => !_before.AsSpan().ContainsAnyExcept(0UL);

    internal void See(int page) => _seen[page >> WordShift] |= 1UL << page;

    /// <summary>Counts the pages that were not there in the look before.</summary>
    internal int CountAppeared()
    {
        int count = 0;
        for (int i = 0; i < WordCount; i++)
        {
            count += BitOperations.PopCount(_seen[i] & ~_before[i]);
        }

        return count;
    }

    /// <summary>Finds the next page that was there in the look before and not in this one; −1 for none.</summary>
    internal int NextUnseen(int from)
    {
        for (int word = from >> WordShift; word < WordCount; word++)
        {
            ulong unseen = _before[word] & ~_seen[word];
            if (word == from >> WordShift)
            {
                unseen &= ulong.MaxValue << from;
            }

            if (unseen != 0)
            {
                return (word << WordShift) + BitOperations.TrailingZeroCount(unseen);
            }
        }

        return -1;
    }

    /// <summary>Makes this look the one before.</summary>
    internal void EndLook()
    {
        _seen.CopyTo(_before, 0);
        Array.Clear(_seen);
    }
}
