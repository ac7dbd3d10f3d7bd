namespace PageEngine.Migration;

/// <summary>A memory of which not every page is kept: the pages of a sample, and how many true pages each stands for.</summary>
/// <remarks>
/// <code>
/// sample  [ working set | behind it ]     a page of either part stands for so many, its first also for what is over
/// </code>
/// A memory that fits is its own sample, page by page.
/// </remarks>
internal readonly record struct PageSample
{
    private readonly ulong _setExtra;
    private readonly ulong _behindExtra;

    private PageSample(ulong set, ulong behind, ulong most)
    {
        SetWeight = WeightOf(set, most);
        SetPages = set / SetWeight;
        _setExtra = set - (SetPages * SetWeight);
        BehindWeight = WeightOf(behind, most);
        BehindPages = behind / BehindWeight;
        _behindExtra = behind - (BehindPages * BehindWeight);
    }

    /// <summary>The pages of the sample in the working set; they come first.</summary>
    internal ulong SetPages { get; }

    /// <summary>The true pages that one of them stands for.</summary>
    internal ulong SetWeight { get; }

    /// <summary>The pages of the sample behind the working set.</summary>
    internal ulong BehindPages { get; }

    /// <summary>The true pages that one of them stands for.</summary>
    internal ulong BehindWeight { get; }

    internal ulong Pages => SetPages + BehindPages;

    /// <param name="memory">The true pages.</param>
    /// <param name="workingSet">Those that are written, at least 1.</param>
    /// <param name="most">The most pages in each part of the sample.</param>
    internal static PageSample Of(ulong memory, ulong workingSet, ulong most) => new(workingSet, memory - workingSet, most);

    internal ulong TruePagesOf(ulong page) => page < SetPages
        ? SetWeight + (page == 0 ? _setExtra : 0)
        : BehindWeight + (page == SetPages ? _behindExtra : 0);

    /// <summary>The true pages that some of the working set stand for.</summary>
    /// <param name="pages">How many of the sample.</param>
    /// <param name="withFirst">Whether the first is one of them.</param>
    internal ulong TruePagesInSet(ulong pages, bool withFirst) => (pages * SetWeight) + (withFirst ? _setExtra : 0);

    private static ulong WeightOf(ulong pages, ulong most) => Math.Max((pages + most - 1) / most, 1);
}
