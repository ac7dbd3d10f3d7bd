namespace PageEngine.Images;

/// <summary>Counts the different pages among runs of pages.</summary>
/// <remarks>
/// Memory follows the runs and not the pages, so a line that claims a guest of 16 TiB costs 8 bytes: runs are gathered
/// as <c>[63..32: first page][31..0: page behind the last]</c>, and sorted and joined whenever the room is used up.
/// </remarks>
internal sealed class DistinctPages
{
    private const int EndBits = 32;

    private ulong[] _runs = [];
    private int _count;

    /// <summary>Adds a run of at least one page that ends below 2³².</summary>
    internal void Add(uint first, uint pageCount)
    {
        ulong run = ((ulong)first << EndBits) | (first + pageCount);
        if (_count > 0 && _runs[_count - 1] == run)
        {
            return;
        }

        if (_count == _runs.Length)
        {
            Join();
            if (_count >= _runs.Length / 2)
            {
                Array.Resize(ref _runs, Math.Max(64, 2 * _runs.Length));
            }
        }

        _runs[_count++] = run;
    }

    /// <summary>The number of different pages.</summary>
    internal ulong Count()
    {
        Join();
        ulong pages = 0;
        foreach (ulong run in _runs.AsSpan(0, _count))
        {
            pages += EndOf(run) - (run >> EndBits);
        }

        return pages;
    }

    private void Join()
    {
        Span<ulong> runs = _runs.AsSpan(0, _count);
        runs.Sort();
        int kept = 0;
        foreach (ulong run in runs)
        {
            if (kept > 0 && run >> EndBits <= EndOf(runs[kept - 1]))
            {
                ulong end = Math.Max(EndOf(run), EndOf(runs[kept - 1]));
                runs[kept - 1] = (runs[kept - 1] & ~(ulong)uint.MaxValue) | end;
            }
            else
            {
                runs[kept++] = run;
            }
        }

        _count = kept;
    }

    private static ulong EndOf(ulong run) => run & uint.MaxValue;
}
