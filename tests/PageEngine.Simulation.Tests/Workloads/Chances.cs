namespace PageEngine.Simulation.Tests.WorkloadTests;

/// <summary>
/// Bounds for draws. Seeds are fixed, so a test that holds once holds always; the bounds say that it is no luck.
/// </summary>
internal static class Chances
{
    /// <summary>A count of n draws of a probability lies within five standard deviations of its mean.</summary>
    internal static void AssertShare(double probability, long hits, long draws)
    {
        double deviation = Math.Sqrt(probability * (1 - probability) / draws);
        double bound = (5 * deviation) + 1e-12;
        Assert.InRange((double)hits / draws, probability - bound, probability + bound);
    }

    /// <summary>The counts fit the probabilities: Pearson's chi-square is below its quantile of 99.9 %.</summary>
    /// <remarks>
    /// Cells are joined from the end until each expects ten draws; the quantile is that of Wilson and Hilferty.
    /// </remarks>
    internal static void AssertFit(double[] probabilities, long[] counts)
    {
        const double Normal999 = 3.0902;
        double total = counts.Sum();
        double chiSquare = 0;
        int cells = 0;
        double expected = 0;
        double observed = 0;
        for (int i = counts.Length - 1; i >= 0; i--)
        {
            expected += probabilities[i] * total;
            observed += counts[i];
            if (expected >= 10 || i == 0)
            {
                chiSquare += expected > 0 ? (observed - expected) * (observed - expected) / expected : 0;
                cells++;
                expected = 0;
                observed = 0;
            }
        }

        double freedom = Math.Max(1, cells - 1);
        double root = 1 - (2 / (9 * freedom)) + (Normal999 * Math.Sqrt(2 / (9 * freedom)));
        Assert.InRange(chiSquare, 0, freedom * root * root * root);
    }
}
