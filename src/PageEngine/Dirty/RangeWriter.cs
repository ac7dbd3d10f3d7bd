using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace PageEngine;

/// <summary>Turns dirty words, given in ascending order, into runs of pages as long as they can be.</summary>
internal ref struct RangeWriter
{
    // No page ends here, so the first run never continues it.
    private const ulong NoRun = ulong.MaxValue;

    private readonly Span<PageRange> _ranges;
    private ulong _start;
    private ulong _end;
    private int _count;

    internal RangeWriter(Span<PageRange> ranges)
    {
        _ranges = ranges;
        _end = NoRun;
    }

    /// <summary>Adds the pages of one word.</summary>
    /// <param name="firstPage">The page of the word's bit 0.</param>
    /// <param name="word">The dirty pages.</param>
    /// <returns>The pages for which there was no room, as bits of the word: none, or the highest ones.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Add(ulong firstPage, ulong word)
    {
        Debug.Assert(_end == NoRun || firstPage >= _end, "words come in ascending order");
        Span<PageRange> ranges = _ranges;
        int count = _count;
        ulong runStart = _start;
        ulong end = _end;
        while (word != 0)
        {
            int first = BitOperations.TrailingZeroCount(word);
            int length = BitOperations.TrailingZeroCount(~(word >> first));
            ulong start = firstPage + (ulong)first;
            if (start != end)
            {
                if ((uint)count >= (uint)ranges.Length)
                {
                    break;
                }

                runStart = start;
                count++;
            }

            end = start + (ulong)length;
            ranges[count - 1] = new PageRange(new GuestFrameNumber(runStart), end - runStart);
            // The lowest bit carries through its run, which clears it; what stood above stays.
            word &= word + (1UL << first);
        }

        _count = count;
        _start = runStart;
        _end = end;
        return word;
    }

    /// <summary>The number of runs written.</summary>
    internal readonly int Finish() => _count;
}
