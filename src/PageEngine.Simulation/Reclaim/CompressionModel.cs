namespace PageEngine.Simulation;

/// <summary>The sizes that pages compress to, where pages are tokens and have no real bytes.</summary>
/// <remarks>
/// <para>A size is a pure function of the token and the seed: the same page always compresses to the same size. Pages
/// that fit half a page have a given share and mean; below and above the mean sizes are spread evenly, with weights
/// that make the mean come out. The rest is spread evenly over what does not fit. For real bytes there is
/// <see cref="SizeOf(IPageCompressor, ReadOnlySpan{byte}, Span{byte})"/>.</para>
/// <para>The defaults are assumptions, not measurements: seven pages in ten fit, at a third of a page in the mean.
/// Immutable, so safe for any number of threads. Nothing is allocated.</para>
/// </remarks>
public sealed class CompressionModel
{
    private const ulong ShareUnit = 1UL << 32;
    private readonly ulong _fitShare;
    private readonly ulong _lowShare;
    private readonly int _minBytes;
    private readonly int _meanBytes;
    private readonly ulong _seed;

    /// <summary>Makes a model.</summary>
    /// <param name="fitShare">The part of pages that fits half a page, 0 to 1.</param>
    /// <param name="meanBytes">The mean size of those that fit, from the smallest size to 2048.</param>
    /// <param name="minBytes">The smallest size, 1 to 2048; that of a page of zeros too.</param>
    /// <param name="seed">Another seed gives other sizes to the same tokens.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public CompressionModel(double fitShare = 0.7, int meanBytes = Page.Size / 3, int minBytes = 64, ulong seed = 0)
    {
        PageArithmetic.ThrowIfOutside(fitShare, 0, 1, nameof(fitShare));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBytes, CompressionOptions.SlotSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(meanBytes, minBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(meanBytes, CompressionOptions.SlotSize);
        FitShare = fitShare;
        _fitShare = (ulong)(fitShare * ShareUnit);
        _minBytes = minBytes;
        _meanBytes = meanBytes;
        _seed = seed;

        // Even below the mean with weight w and even above it with 1 - w has the mean for w = (max - mean)/(max - min).
        ulong range = (ulong)(CompressionOptions.SlotSize - minBytes);
        _lowShare = range == 0 ? 0 : (ulong)(CompressionOptions.SlotSize - meanBytes) * ShareUnit / range;
    }

    /// <summary>The part of pages that fits half a page.</summary>
    public double FitShare { get; }

    /// <summary>The mean size of pages that fit, in bytes.</summary>
    public int MeanBytes => _meanBytes;

    /// <summary>The size that a page compresses to, 1 to 4096 bytes.</summary>
    /// <param name="token">The page.</param>
    public int SizeOf(PageToken token)
    {
        if (token == PageToken.Zero)
        {
            return _minBytes;
        }

        SplitMix64 random = new(token.Value ^ new SplitMix64(_seed).Next());
        if (random.Below(ShareUnit) >= _fitShare)
        {
            return Between(CompressionOptions.SlotSize + 1, Page.Size, random.Next());
        }

        return random.Below(ShareUnit) < _lowShare
            ? Between(_minBytes, _meanBytes, random.Next())
            : Between(_meanBytes, CompressionOptions.SlotSize, random.Next());
    }

    /// <summary>The size that real bytes compress to; 4096 when they do not fit the room.</summary>
    /// <param name="compressor">The compressor.</param>
    /// <param name="page">The page: 4096 bytes.</param>
    /// <param name="room">Room for the result; half a page tells what is kept, and spares the rest of the work.</param>
    public static int SizeOf(IPageCompressor compressor, ReadOnlySpan<byte> page, Span<byte> room)
    {
        ArgumentNullException.ThrowIfNull(compressor);
        return compressor.TryCompress(page, room, out int written) ? written : Page.Size;
    }

    private static int Between(int first, int last, ulong draw) =>
        first + (int)(((UInt128)draw * (ulong)(last - first + 1)) >> 64);
}
