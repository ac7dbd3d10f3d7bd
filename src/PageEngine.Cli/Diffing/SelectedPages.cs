namespace PageEngine.Cli.Diffing;

/// <summary>Some runs of the pages of a source, one behind the other; the source stays open.</summary>
internal sealed class SelectedPages : PageSource
{
    private readonly PageSource _pages;
    private readonly IReadOnlyList<MatchedRun> _runs;
    private readonly ulong[] _firstPages;

    /// <param name="pages">The source: the new dump.</param>
    /// <param name="runs">The runs of its pages, ascending.</param>
    internal SelectedPages(PageSource pages, IReadOnlyList<MatchedRun> runs)
    {
        _pages = pages;
        _runs = runs;
        _firstPages = new ulong[runs.Count];
        ulong count = 0;
        for (int i = 0; i < runs.Count; i++)
        {
            _firstPages[i] = count;
            count += runs[i].PageCount;
        }

        PageCount = count;
    }

    /// <inheritdoc/>
    public override ulong PageCount { get; }

    /// <inheritdoc/>
    public override int Read(ulong firstPage, Span<byte> destination)
    {
        int wanted = destination.Length / Page.Size;
        int done = 0;
        for (int run = RunOf(firstPage); done < wanted; run++)
        {
            ulong offset = firstPage + (ulong)done - _firstPages[run];
            int take = (int)Math.Min(_runs[run].PageCount - offset, (ulong)(wanted - done));
            int read = _pages.Read(_runs[run].NewPage + offset, destination.Slice(done * Page.Size, take * Page.Size));
            done += read;
            if (read < take)
            {
                break;
            }
        }

        return done;
    }

    /// <inheritdoc/>
    public override bool IsKnownZero(ulong firstPage, out ulong runLength)
    {
        int run = RunOf(firstPage);
        ulong offset = firstPage - _firstPages[run];
        bool isZero = _pages.IsKnownZero(_runs[run].NewPage + offset, out runLength);
        runLength = Math.Min(runLength, _runs[run].PageCount - offset);
        return isZero;
    }

    private int RunOf(ulong page)
    {
        int found = Array.BinarySearch(_firstPages, page);
        return found >= 0 ? found : ~found - 1;
    }
}
