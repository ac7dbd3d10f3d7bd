namespace PageEngine.Images;

/// <summary>The limits of a reader of page traces.</summary>
public sealed record PageTraceReaderOptions
{
    /// <summary>The errors whose place and reason are kept; the others are only counted. 0 to 10 000.</summary>
    public int KeptErrors { get; init; } = 20;

    /// <summary>
    /// The reader gives up at this many errors, at least 1; <see cref="long.MaxValue"/>, the default: never.
    /// </summary>
    public long MaxErrors { get; init; } = long.MaxValue;

    /// <summary>
    /// The longest line of the text form in bytes, without its end: 256 to 1 MiB. Longer ones are left out.
    /// </summary>
    public int MaxLineBytes { get; init; } = 4096;

    internal void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(KeptErrors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(KeptErrors, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxErrors, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLineBytes, 256);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLineBytes, 1 << 20);
    }
}
