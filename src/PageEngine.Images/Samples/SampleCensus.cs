namespace PageEngine.Images;

/// <summary>Counts contents by their numbers, without looking at bytes.</summary>
internal sealed class SampleCensus
{
    private readonly Dictionary<ulong, ulong> _occurrences = [];
    private readonly ulong _pages;

    internal SampleCensus(params ReadOnlySpan<ulong[]> images)
    {
        foreach (ulong[] image in images)
        {
            foreach (ulong content in image)
            {
                _occurrences[content] = _occurrences.GetValueOrDefault(content) + 1;
            }

            _pages += (ulong)image.Length;
        }
    }

    internal SampleImageCounts Counts => new(
        _pages,
        _occurrences.GetValueOrDefault(PageContent.Zero),
        (ulong)_occurrences.Count,
        (ulong)_occurrences.Values.LongCount(static pages => pages == 1));

    internal SampleTotals Totals(IEnumerable<SampleImageCounts> images)
    {
        ulong within = 0;
        ulong withinNonZero = 0;
        foreach (SampleImageCounts image in images)
        {
            within += image.FreeablePages;
            withinNonZero += image.FreeableNonZeroPages;
        }

        SampleImageCounts counts = Counts;
        return new SampleTotals
        {
            Counts = counts,
            SharedGroups = counts.DistinctContents - counts.Singletons,
            PagesInSharedGroups = counts.Pages - counts.Singletons,
            LargestNonZeroGroup = _occurrences.Max(static entry => entry.Key == PageContent.Zero ? 0 : entry.Value),
            WithinImagesFreeablePages = within,
            WithinImagesFreeableNonZeroPages = withinNonZero,
        };
    }

    /// <summary>What changed from this census' only image to a later one.</summary>
    internal SampleDifference Compare(ulong[] before, ulong[] after)
    {
        var difference = new SampleDifference((ulong)before.Length, 0, 0, 0, 0, 0);
        for (int i = 0; i < before.Length; i++)
        {
            if (before[i] != after[i])
            {
                bool continuesRun = i > 0 && before[i - 1] != after[i - 1];
                difference = difference with
                {
                    DifferingPages = difference.DifferingPages + 1,
                    Runs = difference.Runs + (continuesRun ? 0UL : 1),
                    ZeroToNonZero = difference.ZeroToNonZero + (before[i] == PageContent.Zero ? 1UL : 0),
                    NonZeroToZero = difference.NonZeroToZero + (after[i] == PageContent.Zero ? 1UL : 0),
                    AlreadyInOld = difference.AlreadyInOld + (_occurrences.ContainsKey(after[i]) ? 1UL : 0),
                };
            }
        }

        return difference;
    }
}
