using System.Numerics;

namespace PageEngine.Linux;

/// <summary>Which pages of a region have come; a page never goes again.</summary>
/// <remarks>Thread-safe. A page counts as present only after its bytes are in place.</remarks>
internal sealed class PresentPages(ulong pageCount)
{
    private const int WordShift = 6;
    private const int WordBits = 1 << WordShift;

    private readonly ulong[] _words = new ulong[(pageCount + WordBits - 1) >> WordShift];
    private long _count;

    internal ulong Count => (ulong)Interlocked.Read(ref _count);

    internal bool Contains(GuestFrameNumber page) =>
        (Volatile.Read(ref _words[page.Value >> WordShift]) >> (int)(page.Value & (WordBits - 1)) & 1) != 0;

    /// <summary>Notes pages that are in place.</summary>
    internal void Add(PageRange range)
    {
        ulong end = range.Start.Value + range.Count;
        for (ulong page = range.Start.Value; page < end;)
        {
            int bit = (int)(page & (WordBits - 1));
            int take = (int)Math.Min(WordBits - (ulong)bit, end - page);
            ulong bits = (take == WordBits ? ulong.MaxValue : (1UL << take) - 1) << bit;
            ulong before = Interlocked.Or(ref _words[page >> WordShift], bits);
            Interlocked.Add(ref _count, BitOperations.PopCount(bits & ~before));
            page += (ulong)take;
        }
    }

    /// <summary>Finds the first page at or behind another that is not present.</summary>
    internal bool TryFindMissing(GuestFrameNumber from, out GuestFrameNumber page)
    {
        for (ulong at = from.Value; at < pageCount;)
        {
            ulong missing = ~Volatile.Read(ref _words[at >> WordShift]) >> (int)(at & (WordBits - 1));
            if (missing != 0)
            {
                page = new GuestFrameNumber(at + (ulong)BitOperations.TrailingZeroCount(missing));
                return page.Value < pageCount;
            }

            at = (at | (WordBits - 1)) + 1;
        }

        page = default;
        return false;
    }
}
