using static PageEngine.Tests.DirtySamples;

namespace PageEngine.Tests;

/// <summary>How many distinct pages a writer dirties, counted by the bitmap and by the laws of probability.</summary>
public sealed class WriterLawTests
{
    private const int PageCount = 10_000;

    [Theory]
    [InlineData(100, 1)]
    [InlineData(5_000, 2)]
    [InlineData(10_000, 3)]
    [InlineData(40_000, 4)]
    [InlineData(200_000, 5)]
    public void A_uniform_writer_dirties_as_many_pages_as_the_law_says(int writes, int seed)
    {
        using DirtyBitmap bitmap = new(PageCount);
        Random random = new(seed);
        for (int write = 0; write < writes; write++)
        {
            bitmap.Mark(Gfn((ulong)random.Next(PageCount)));
        }

        // U = N (1 - (1 - 1/N)^w). The variance is that of the empty cells when w balls fall into N cells.
        double clean = Math.Pow(1 - 1.0 / PageCount, writes);
        double bothClean = Math.Pow(1 - 2.0 / PageCount, writes);
        double variance = PageCount * clean + (double)PageCount * (PageCount - 1) * bothClean
            - (double)PageCount * PageCount * clean * clean;
        double expected = PageCount * (1 - clean);
        double tolerance = 5 * Math.Sqrt(Math.Max(variance, 0)) + 1;
        ulong dirty = bitmap.CountDirty();
        Assert.True(Math.Abs(dirty - expected) <= tolerance, $"seed {seed}: {dirty}, not {expected:0}");
    }

    [Theory]
    [InlineData(0, 0UL)]
    [InlineData(1, 1UL)]
    [InlineData(9_999, 9_999UL)]
    [InlineData(10_000, 10_000UL)]
    [InlineData(25_000, 10_000UL)]
    public void A_sequential_writer_dirties_a_page_with_each_write_until_it_comes_round(int writes, ulong distinct)
    {
        using DirtyBitmap bitmap = new(PageCount);
        for (int write = 0; write < writes; write++)
        {
            bitmap.Mark(Gfn((ulong)(write % PageCount)));
        }

        Assert.Equal(distinct, bitmap.CountDirty());
    }
}
