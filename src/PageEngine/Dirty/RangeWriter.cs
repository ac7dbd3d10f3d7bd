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
        while (word != 0)
        {
            int first = BitOperations.TrailingZeroCount(word);
            int length = BitOperations.TrailingZeroCount(~(word >> first));
            ulong start = firstPage + (ulong)first;
            if (start != _end)
            {
                if (_count == _ranges.Length)
                {
                    return word;
                }

                Close();
                _start = start;
                _count++;
            }

            _end = start + (ulong)length;
            // The lowest bit carries through its run, which clears it; what stood above stays.
            word &= word + (1UL << first);
        }

        return 0;
    }

    /// <summary>Writes the run that is still open.</summary>
    /// <returns>The number of runs written.</returns>
    internal readonly int Finish()
    {
        Close();
        return _count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Close()
    {
        if (_count > 0)
        {
            _ranges[_count - 1] = new PageRange(new GuestFrameNumber(_start), _end - _start);
        }
    }
}
