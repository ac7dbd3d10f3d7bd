namespace PageEngine.Tests;

/// <summary>
/// The protocol of <see cref="ConcurrentAccess"/> in every order that a machine with store buffers allows: the right
/// one never loses a page, and each step is there because without it one is lost.
/// </summary>
public sealed class MarkProtocolTests
{
    // Two pages in one leaf word, the leaf, its summary, and the bytes that the harvester last read of each page.
    private const int FirstPage = 0;
    private const int SecondPage = 1;
    private const int Leaf = 2;
    private const int Summary = 3;
    private const int FirstSeen = 4;
    private const int SecondSeen = 5;
    private const int CellCount = 6;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_or_every_time_loses_no_page(bool hasStoreBuffers) =>
        Assert.True(LosesNothing(hasStoreBuffers, [.. Write(1), .. Write(2), .. Write(3)], Rounds(3)));

    [Fact]
    public void Two_markers_of_one_page_lose_none() =>
        Assert.True(LosesNothing(true, [.. Write(1), .. Write(2)], [.. Write(3)], Rounds(2)));

    [Fact]
    public void Two_markers_of_one_word_lose_none() =>
        Assert.True(LosesNothing(true, [.. Write(1), .. Write(2)], Write(3, SecondPage), Rounds(2)));

    [Fact]
    public void What_a_full_span_hands_back_is_not_lost() =>
        Assert.True(LosesNothing(true, [.. Write(1), .. Write(2)], [.. HandBack(), .. Rounds(1)]));

    [Fact]
    public void Testing_the_leaf_first_loses_a_page_because_the_store_is_still_on_its_way()
    {
        Step[] writer = [.. WriteTestingFirst(1, []), .. WriteTestingFirst(2, [])];
        Assert.False(LosesNothing(true, writer, Rounds(2)));
        Assert.True(LosesNothing(false, writer, Rounds(2)));
    }

    [Fact]
    public void Testing_the_leaf_first_is_mended_by_a_fence_which_costs_what_the_or_would()
    {
        Step[] fence = [new Step(StepKind.Fence)];
        Step[] writer = [.. WriteTestingFirst(1, fence), .. WriteTestingFirst(2, fence)];
        Assert.True(LosesNothing(true, writer, Rounds(2)));
    }

    [Fact]
    public void Marking_before_the_store_loses_a_page() =>
        Assert.False(LosesNothing(false, [.. Mark(), Store(FirstPage, 1)], Rounds(2)));

    [Fact]
    public void Marking_the_summary_before_the_leaf_loses_a_page() =>
        Assert.False(LosesNothing(false, [Store(FirstPage, 1), .. MarkSummary(), Or(Leaf, 1)], Rounds(2)));

    [Fact]
    public void Reading_the_page_before_taking_the_mark_loses_a_page()
    {
        Step[] round =
        [
            Load(FirstPage, 1),
            Take(Summary), SkipIfClear(1, 3),
            Take(Leaf), SkipIfClear(1, 1),
            Note(FirstSeen),
        ];
        Assert.False(LosesNothing(false, Write(1), [.. round, .. round]));
    }

    [Fact]
    public void Clearing_the_summary_after_the_leaf_loses_a_page()
    {
        Step[] round =
        [
            Load(Summary, 0), SkipIfClear(1, 8),
            Take(Leaf), .. ReadPages(),
            Take(Summary),
        ];
        Assert.False(LosesNothing(false, [.. Write(1), .. Write(2)], [.. round, .. round]));
    }

    /// <summary>
    /// Whether, in every order, each page was read with its last bytes or will be by the next harvest.
    /// </summary>
    private static bool LosesNothing(bool hasStoreBuffers, params Step[][] threads)
    {
        StoreOrderMachine machine = new(threads, CellCount, hasStoreBuffers);
        return machine.AlwaysEnds(cells =>
            IsSafe(cells, FirstPage, FirstSeen, 1) && IsSafe(cells, SecondPage, SecondSeen, 2));
    }

    private static bool IsSafe(int[] cells, int page, int seen, int bit) =>
        cells[seen] == cells[page] || ((cells[Leaf] & bit) != 0 && cells[Summary] != 0);

    /// <summary>A write as it must be: store, or the leaf, then the summary unless its bit is set.</summary>
    private static Step[] Write(int value, int page = FirstPage) => [Store(page, value), .. Mark(page + 1)];

    private static Step[] Mark(int bit = 1) => [Or(Leaf, bit), .. MarkSummary()];

    private static Step[] MarkSummary() =>
        [Load(Summary, 0), SkipIfSet(1, 1), Or(Summary, 1)];

    /// <summary>A write that leaves out the or when the bit is set.</summary>
    private static Step[] WriteTestingFirst(int value, Step[] between) =>
        [Store(FirstPage, value), .. between, Load(Leaf, 0), SkipIfSet(1, 4), .. Mark()];

    /// <summary>Harvests as they must be: take the summary, then the leaf, then read the pages.</summary>
    private static Step[] Rounds(int count)
    {
        Step[] round = [Take(Summary), SkipIfClear(1, 7), Take(Leaf), .. ReadPages()];
        return [.. Enumerable.Repeat(round, count).SelectMany(steps => steps)];
    }

    private static Step[] ReadPages() =>
    [
        SkipIfClear(1, 2), Load(FirstPage, 1), Note(FirstSeen),
        SkipIfClear(2, 2), Load(SecondPage, 1), Note(SecondSeen),
    ];

    /// <summary>A harvest without room: all that it took is marked again.</summary>
    private static Step[] HandBack() =>
        [Take(Summary), SkipIfClear(1, 4), Take(Leaf), SkipIfClear(1, 2), Or(Leaf, 1), Or(Summary, 1)];

    private static Step Store(int cell, int value) => new(StepKind.Store, cell, value);

    private static Step Load(int cell, int register) => new(StepKind.Load, cell, Register: register);

    private static Step Or(int cell, int bits) => new(StepKind.Or, cell, bits);

    private static Step Take(int cell) => new(StepKind.Take, cell);

    private static Step Note(int cell) => new(StepKind.Note, cell, Register: 1);

    private static Step SkipIfSet(int bit, int steps) => new(StepKind.SkipIfSet, Value: bit, Skip: steps);

    private static Step SkipIfClear(int bit, int steps) => new(StepKind.SkipIfClear, Value: bit, Skip: steps);
}
