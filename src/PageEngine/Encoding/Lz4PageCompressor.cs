using K4os.Compression.LZ4;

namespace PageEngine;

/// <summary>Compresses pages as LZ4 blocks: the choice where the processor is dearer than the link.</summary>
/// <remarks>
/// An instance holds no state and may be used by any number of threads. The format is the LZ4 block format
/// (<c>lz4_Block_format.md</c> of the LZ4 project), without a frame: the size of a page is known.
/// </remarks>
public sealed class Lz4PageCompressor : IPageCompressor
{
    /// <summary>The level that compresses fastest: 0.</summary>
    public const int FastLevel = 0;

    /// <summary>The lowest level that searches harder (LZ4-HC): 3.</summary>
    public const int MinHighLevel = (int)LZ4Level.L03_HC;

    /// <summary>The highest level: 12.</summary>
    public const int MaxHighLevel = (int)LZ4Level.L12_MAX;

    private readonly LZ4Level _level;

    /// <summary>Makes a compressor.</summary>
    /// <param name="level">
    /// <see cref="FastLevel"/>, or from <see cref="MinHighLevel"/> to <see cref="MaxHighLevel"/> for a slower search
    /// and smaller pages. Every level is read at the same speed.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public Lz4PageCompressor(int level = FastLevel)
    {
        if (level != FastLevel)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(level, MinHighLevel);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaxHighLevel);
        }

        _level = (LZ4Level)level;
        Name = level == FastLevel ? "lz4" : $"lz4-{level}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PageEncoding Kind => PageEncoding.Lz4;

    /// <inheritdoc/>
    public int MaxCompressedSize { get; } = LZ4Codec.MaximumOutputSize(Page.Size);

    /// <inheritdoc/>
    public bool TryCompress(ReadOnlySpan<byte> page, Span<byte> destination, out int written)
    {
        PageEdge.ThrowIfNotPage(page, nameof(page));
        written = destination.IsEmpty ? 0 : Math.Max(LZ4Codec.Encode(page, destination, _level), 0);
        return written > 0;
    }

    /// <inheritdoc/>
    public bool TryDecompress(ReadOnlySpan<byte> compressed, Span<byte> page)
    {
        PageEdge.ThrowIfNotPage(page, nameof(page));
        return LZ4Codec.Decode(compressed, page) == Page.Size;
    }
}
