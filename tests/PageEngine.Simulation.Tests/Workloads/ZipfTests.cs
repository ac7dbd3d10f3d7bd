namespace PageEngine.Simulation.Tests.WorkloadTests;

public sealed class ZipfTests
{
    private const int Draws = 400_000;

    [Theory]
    [InlineData(0.0, 1000)]
    [InlineData(0.2, 1000)]
    [InlineData(0.5, 10)]
    [InlineData(0.99, 1000)]
    [InlineData(0.999_999_999, 1000)]
    [InlineData(1.0, 1000)]
    [InlineData(1.0, 2)]
    [InlineData(1.000_000_001, 1000)]
    [InlineData(1.2, 100_000)]
    [InlineData(2.0, 1000)]
    [InlineData(5.0, 50)]
    [InlineData(16.0, 1000)]
    public void Ranks_have_the_frequencies_of_the_law(double exponent, int count)
    {
        double[] probabilities = Law(exponent, count);
        long[] counts = new long[count];
        ZipfSampler sampler = new((uint)count, exponent);
        RandomStream random = new(5, "zipf", "test");
        for (int i = 0; i < Draws; i++)
        {
            counts[sampler.Next(ref random)]++;
        }

        Chances.AssertFit(probabilities, counts);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(1.000_001)]
    [InlineData(1.1)]
    public void The_largest_memory_has_the_law_too(double exponent)
    {
        const uint Count = uint.MaxValue;
        ZipfSampler sampler = new(Count, exponent);
        RandomStream random = new(6, "zipf", "test");
        long[] counts = new long[33];
        for (int i = 0; i < Draws; i++)
        {
            counts[64 - (int)ulong.LeadingZeroCount(sampler.Next(ref random) + 1UL) - 1]++;
        }

        // Ranks by powers of two; sums beyond 2¹² by Euler and Maclaurin.
        double[] probabilities = new double[33];
        for (int i = 0; i < 32; i++)
        {
            probabilities[i] = Sum(Math.Pow(2, i), Math.Pow(2, i + 1) - 1, exponent);
        }

        double total = probabilities.Sum();
        Chances.AssertFit([.. probabilities.Select(part => part / total)], counts);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(16.0)]
    public void One_page_is_always_drawn(double exponent)
    {
        ZipfSampler sampler = new(1, exponent);
        RandomStream random = new(7, "zipf", "test");
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(0U, sampler.Next(ref random));
        }
    }

    [Fact]
    public void A_permutation_gives_every_number_once()
    {
        for (uint count = 1; count <= 520; count++)
        {
            PagePermutation permutation = new(count, count * 31);
            HashSet<uint> seen = [];
            for (uint i = 0; i < count; i++)
            {
                Assert.True(permutation[i] < count);
                Assert.True(seen.Add(permutation[i]), $"{permutation[i]} of {count} twice");
            }
        }

        PagePermutation largest = new(uint.MaxValue, 9);
        uint[] last = [.. Enumerable.Range(0, 1000).Select(i => largest[uint.MaxValue - 1 - (uint)i])];
        Assert.Equal(1000, last.Distinct().Count());
    }

    [Fact]
    public void Hot_pages_are_not_side_by_side()
    {
        ZipfPages pages = new(1_000_000, 1, 1, key: 11);
        uint[] hottest = [.. Enumerable.Range(0, 1000).Select(i => pages.PageOf((uint)i)).Order()];
        int neighbours = Enumerable.Range(1, 999).Count(i => hottest[i] - hottest[i - 1] == 1);
        Assert.InRange(neighbours, 0, 10);
        int[] quarters = new int[4];
        foreach (uint page in hottest)
        {
            quarters[page / 250_000]++;
        }

        Assert.All(quarters, quarter => Assert.InRange(quarter, 180, 320));
    }

    [Fact]
    public void Clusters_keep_neighbouring_ranks_together_and_lose_no_page()
    {
        const uint Count = 1003;
        ZipfPages pages = new(Count, 1, 16, key: 12);
        uint[] places = [.. Enumerable.Range(0, (int)Count).Select(i => pages.PageOf((uint)i))];
        Assert.Equal(Count, (uint)places.Distinct().Count());
        Assert.All(places, place => Assert.True(place < Count));
        for (int rank = 0; rank < 992; rank++)
        {
            Assert.Equal(places[rank / 16 * 16] + (rank % 16), places[rank]);
        }
    }

    [Fact]
    public void Tasks_with_other_keys_have_other_hot_pages()
    {
        uint first = HottestPage(key: 1);
        Assert.Equal(first, HottestPage(key: 1));
        Assert.NotEqual(first, HottestPage(key: 2));
    }

    private static uint HottestPage(ulong key)
    {
        TaskRun run = new(new ZipfWorkload { Exponent = 1.2 }, TaskRun.Setting(10_000, key: key));
        return run.Take(10_000).CountBy(step => step.Page).MaxBy(page => page.Value).Key;
    }

    private static double[] Law(double exponent, int count)
    {
        double[] heights = [.. Enumerable.Range(1, count).Select(rank => Math.Pow(rank, -exponent))];
        double total = heights.Sum();
        return [.. heights.Select(height => height / total)];
    }

    private static double Sum(double from, double to, double exponent)
    {
        double sum = 0;
        double rank = from;
        for (; rank <= to && rank < 4096; rank++)
        {
            sum += Math.Pow(rank, -exponent);
        }

        return rank > to ? sum : sum + Integral(rank - 0.5, to + 0.5, exponent);
    }

    private static double Integral(double from, double to, double exponent) => exponent == 1
        ? Math.Log(to / from)
        : (Math.Pow(to, 1 - exponent) - Math.Pow(from, 1 - exponent)) / (1 - exponent);
}
