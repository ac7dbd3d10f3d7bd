namespace PageEngine.Simulation;

/// <summary>
/// The edges of <see cref="MinFreeMemoryStates"/>, as multiples of minFree, each below the one before.
/// </summary>
/// <remarks>Immutable, so safe for any number of threads.</remarks>
public sealed record MinFreeThresholds
{
    /// <summary>Below this multiple large pages are split; above it the host is well again.</summary>
    public double High { get; init; } = 4;

    /// <summary>Below this multiple the page sharer is hurried.</summary>
    public double Clear { get; init; } = 1;

    /// <summary>Below this multiple balloons are inflated.</summary>
    public double Soft { get; init; } = 0.64;

    /// <summary>Below this multiple pages are taken by force.</summary>
    public double Hard { get; init; } = 0.32;

    /// <summary>Below this multiple machines above their target wait.</summary>
    public double Low { get; init; } = 0.16;

    /// <summary>minFree itself, in pages; when left out, <see cref="MinFree.PagesFor"/> of the host.</summary>
    public ulong? MinFreePages { get; init; }

    internal void Validate()
    {
        PageArithmetic.ThrowIfNotBelow(High, double.PositiveInfinity, nameof(High));
        PageArithmetic.ThrowIfNotBelow(Clear, High, nameof(Clear));
        PageArithmetic.ThrowIfNotBelow(Soft, Clear, nameof(Soft));
        PageArithmetic.ThrowIfNotBelow(Hard, Soft, nameof(Hard));
        PageArithmetic.ThrowIfNotBelow(Low, Hard, nameof(Low));
    }
}
