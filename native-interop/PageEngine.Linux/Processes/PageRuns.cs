using System.Diagnostics;

namespace PageEngine.Linux;

/// <summary>Pages of an address space, numbered in the order of their addresses.</summary>
internal sealed class PageRuns
{
    private readonly List<ulong> _starts = [];
    private readonly List<ulong> _firstPages = [];

    internal ulong PageCount { get; private set; }

    private ulong LastEnd => _starts[^1] + ((PageCount - _firstPages[^1]) << Page.Shift);

    /// <summary>Adds the pages from one address up to another; they stand behind all that were added before.</summary>
    internal void Add(ulong start, ulong end)
    {
        Debug.Assert(start < end && Page.OffsetOf(start | end) == 0, "whole pages are added");
        Debug.Assert(_starts.Count == 0 || start >= LastEnd, "pages are added in order");
        if (_starts.Count == 0 || start != LastEnd)
        {
            _starts.Add(start);
            _firstPages.Add(PageCount);
        }

        PageCount += (end - start) >> Page.Shift;
    }

    /// <summary>The address of a page, and how many pages from it on are neighbours.</summary>
    internal ulong AddressOf(ulong page, out ulong neighbours)
    {
        Debug.Assert(page < PageCount, "the page is one of these");
        int run = LastAtOrBefore(_firstPages, page);
        neighbours = (run + 1 < _firstPages.Count ? _firstPages[run + 1] : PageCount) - page;
        return _starts[run] + ((page - _firstPages[run]) << Page.Shift);
    }

    internal bool TryFind(ulong address, out ulong page)
    {
        int run = LastAtOrBefore(_starts, address);
        page = run < 0 ? 0 : _firstPages[run] + ((address - _starts[run]) >> Page.Shift);
        return run >= 0 && page < (run + 1 < _firstPages.Count ? _firstPages[run + 1] : PageCount);
    }

    private static int LastAtOrBefore(List<ulong> values, ulong wanted)
    {
        int found = values.BinarySearch(wanted);
        return found >= 0 ? found : ~found - 1;
    }
}
