namespace PageEngine.Migration;

/// <summary>Writes that fall on every page of a working set with the same chance.</summary>
/// <remarks>
/// Of N pages, wt writes are expected to touch U(t) = N(1 − (1 − 1/N)^{wt}) at least once: each page is missed by each
/// write with probability 1 − 1/N.
/// </remarks>
public sealed class UniformDirtyModel : DirtyModel
{
    private readonly double _pages;
    private readonly double _writesPerSecond;

    // log(1 − 1/N), the logarithm of the chance that one write misses a page.
    private readonly double _logMiss;

    /// <summary>Makes a model.</summary>
    /// <param name="pages">The pages of the working set, N; at least 1.</param>
    /// <param name="writesPerSecond">The page writes a second, w; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public UniformDirtyModel(ulong pages, double writesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pages);
        ArgumentOutOfRangeException.ThrowIfNegative(writesPerSecond);
        _pages = pages;
        _writesPerSecond = writesPerSecond;
        _logMiss = Math.Log(1 - (1 / _pages));
        if (pages > 1 << 20)
        {
            // Where 1 − 1/N loses digits the series has them all: −1/N − 1/2N² − 1/3N³.
            double share = 1 / _pages;
            _logMiss = -share * (1 + (share * (0.5 + (share / 3))));
        }
    }

    /// <inheritdoc/>
    public override double WorkingSetPages => _pages;

    /// <summary>The pages written at least once in a time, U(t).</summary>
    /// <param name="seconds">The time in seconds, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public double DistinctPagesAfter(double seconds) => DistinctPagesIn(0, seconds);

    private protected override double Writes(double fromSeconds, double toSeconds) =>
        _writesPerSecond * (toSeconds - fromSeconds);

    private protected override double DistinctPages(double fromSeconds, double toSeconds)
    {
        double writes = Writes(fromSeconds, toSeconds);
        // Without the first line, one page and no write would be 0 · ∞.
        return writes == 0 ? 0 : _pages * OneMinusExp(writes * _logMiss);
    }

    /// <summary>1 − e^x without the loss of digits near 0.</summary>
    private static double OneMinusExp(double x) => x > -1e-5 ? -x * (1 + (x * (0.5 + (x / 6)))) : 1 - Math.Exp(x);
}
