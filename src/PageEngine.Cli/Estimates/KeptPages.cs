namespace PageEngine.Cli.Estimates;

/// <summary>The pages that are left after sharing, in the order of their frames; the page of zeros is not among them.</summary>
/// <remarks>
/// Frame n of a host over sources is page n of all sources in a row, and the page whose frame was kept still maps it.
/// Reading may run on any threads.
/// </remarks>
internal sealed class KeptPages(PageHost host, IReadOnlyList<PageSource> sources)
{
    private readonly ulong[] _firstFrames = FirstFramesOf(sources);

    /// <summary>The frames of the host, kept or not.</summary>
    internal ulong FrameCount => host.Store.FrameCount;

    /// <summary>Whether a frame holds a page.</summary>
    internal bool IsKept(ulong frame) => host.Store.ReferencesTo(new FrameNumber((uint)frame)) > 0;

    /// <summary>Whether a frame holds a page that no other page is equal to.</summary>
    internal bool IsUnique(ulong frame) => host.Store.ReferencesTo(new FrameNumber((uint)frame)) == 1;

    /// <summary>Reads neighbouring frames of one source.</summary>
    /// <param name="firstFrame">The first frame.</param>
    /// <param name="destination">Room for the pages; a read ends at the end of a source.</param>
    /// <returns>The pages that were read; 0 when the first is lost.</returns>
    internal int Read(ulong firstFrame, Span<byte> destination)
    {
        int found = Array.BinarySearch(_firstFrames, firstFrame);
        int source = found >= 0 ? found : ~found - 1;
        while (sources[source].PageCount == 0)
        {
            source++;
        }

        ulong page = firstFrame - _firstFrames[source];
        int pages = (int)Math.Min((ulong)(destination.Length / Page.Size), sources[source].PageCount - page);
        return sources[source].Read(page, destination[..(pages * Page.Size)]);
    }

    private static ulong[] FirstFramesOf(IReadOnlyList<PageSource> sources)
    {
        ulong[] first = new ulong[sources.Count];
        for (int i = 1; i < first.Length; i++)
        {
            first[i] = first[i - 1] + sources[i - 1].PageCount;
        }

        return first;
    }
}
