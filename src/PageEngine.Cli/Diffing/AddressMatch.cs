using PageEngine.Images;

namespace PageEngine.Cli.Diffing;

/// <summary>A run of pages that both dumps hold, at the same addresses.</summary>
/// <param name="Start">The page number of the first page: its address in pages.</param>
/// <param name="OldPage">The index of the first page in the old dump.</param>
/// <param name="NewPage">The index of the first page in the new dump.</param>
/// <param name="PageCount">The number of pages.</param>
internal readonly record struct MatchedRun(GuestFrameNumber Start, ulong OldPage, ulong NewPage, ulong PageCount);

/// <summary>Which pages of two dumps have the same addresses.</summary>
/// <param name="Runs">The pages that both hold, ascending.</param>
/// <param name="Pages">The number of pages that both hold.</param>
/// <param name="OnlyInOld">Pages of addresses that the new dump does not hold.</param>
/// <param name="OnlyInNew">Pages of addresses that the old dump does not hold.</param>
internal sealed record AddressMatch(IReadOnlyList<MatchedRun> Runs, ulong Pages, ulong OnlyInOld, ulong OnlyInNew)
{
    /// <summary>Matches two dumps by their segments.</summary>
    internal static AddressMatch Of(MemoryImage old, MemoryImage changed)
    {
        List<MatchedRun> runs = [];
        ulong pages = 0;
        int i = 0;
        int j = 0;
        while (i < old.Segments.Count && j < changed.Segments.Count)
        {
            MemoryImageSegment left = old.Segments[i];
            MemoryImageSegment right = changed.Segments[j];
            ulong start = Math.Max(left.Start.Value, right.Start.Value);
            ulong end = Math.Min(left.Range.End.Value, right.Range.End.Value);
            if (start < end)
            {
                runs.Add(new MatchedRun(
                    new GuestFrameNumber(start),
                    left.FirstPage + (start - left.Start.Value),
                    right.FirstPage + (start - right.Start.Value),
                    end - start));
                pages += end - start;
            }

            if (left.Range.End.Value <= right.Range.End.Value)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return new AddressMatch(runs, pages, old.PageCount - pages, changed.PageCount - pages);
    }
}
