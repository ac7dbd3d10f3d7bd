namespace PageEngine.Simulation;

/// <summary>When pages that are taken by force are kept compressed.</summary>
/// <remarks>Immutable, so safe for any number of threads.</remarks>
public sealed record CompressionOptions
{
    /// <summary>The room of one compressed page: half a page, 2048 bytes.</summary>
    public const int SlotSize = Page.Size / 2;

    /// <summary>The largest compressed page that is kept, 1 to <see cref="SlotSize"/> bytes.</summary>
    public int MaxCompressedBytes { get; init; } = SlotSize;

    /// <summary>The largest part of the guest's memory that its cache may take, 0 to 1; 10 % as in ESX.</summary>
    public double MaxShare { get; init; } = 0.10;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxCompressedBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxCompressedBytes, SlotSize);
        PageArithmetic.ThrowIfOutside(MaxShare, 0, 1, nameof(MaxShare));
    }
}
