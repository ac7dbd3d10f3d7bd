namespace PageEngine.Migration;

/// <summary>Writes that sweep a working set from its first page to its last and over again: min(N, wt) in a time.</summary>
public sealed class SequentialDirtyModel : DirtyModel
{
    private readonly double _pages;
    private readonly double _writesPerSecond;

    /// <summary>Makes a model.</summary>
    /// <param name="pages">The pages of the working set, N; at least 1.</param>
    /// <param name="writesPerSecond">The page writes a second, w; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public SequentialDirtyModel(ulong pages, double writesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pages);
        ArgumentOutOfRangeException.ThrowIfNegative(writesPerSecond);
        _pages = pages;
        _writesPerSecond = writesPerSecond;
    }

    /// <inheritdoc/>
    public override double WorkingSetPages => _pages;

    private protected override double Writes(double fromSeconds, double toSeconds) =>
        _writesPerSecond * (toSeconds - fromSeconds);

    private protected override double DistinctPages(double fromSeconds, double toSeconds) =>
        Math.Min(_pages, Writes(fromSeconds, toSeconds));
}
