using ZstdSharp;

namespace PageEngine;

/// <summary>Compresses pages as Zstandard frames: smaller than LZ4, for links slower than the processor.</summary>
/// <remarks>
/// An instance keeps one context for each direction, made when it is first needed, and is for one thread at a time.
/// The format is that of RFC 8878: one frame a page, without a checksum (a stream has its own).
/// Refusing a malformed frame allocates, since the library reports it by an exception; nothing else does.
/// </remarks>
public sealed class ZstandardPageCompressor : IPageCompressor, IDisposable
{
    /// <summary>The level for the least work on which pages still shrink well: 1.</summary>
    public const int FastLevel = 1;

    /// <summary>The lowest level: -7. Negative levels trade size for speed.</summary>
    public const int MinLevel = -7;

    /// <summary>The highest level: 22.</summary>
    public const int MaxLevel = 22;

    private readonly int _level;
    private Compressor? _compressor;
    private Decompressor? _decompressor;
    private bool _isDisposed;

    /// <summary>Makes a compressor.</summary>
    /// <param name="level">From <see cref="MinLevel"/> to <see cref="MaxLevel"/>; higher is smaller and slower.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public ZstandardPageCompressor(int level = FastLevel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, MinLevel);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, MaxLevel);
        _level = level;
        Name = $"zstd-{level}";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PageEncoding Kind => PageEncoding.Zstandard;

    /// <inheritdoc/>
    public int MaxCompressedSize { get; } = Compressor.GetCompressBound(Page.Size);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The compressor was disposed.</exception>
    public bool TryCompress(ReadOnlySpan<byte> page, Span<byte> destination, out int written)
    {
        PageEdge.ThrowIfNotPage(page, nameof(page));
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        written = 0;
        _compressor ??= new Compressor(_level);
        return !destination.IsEmpty && _compressor.TryWrap(page, destination, out written);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The compressor was disposed.</exception>
    public bool TryDecompress(ReadOnlySpan<byte> compressed, Span<byte> page)
    {
        PageEdge.ThrowIfNotPage(page, nameof(page));
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _decompressor ??= new Decompressor();
        try
        {
            return _decompressor.TryUnwrap(compressed, page, out int size) && size == Page.Size;
        }
        catch (ZstdException)
        {
            // The library has no call that reports a malformed frame without an exception.
            return false;
        }
    }

    /// <summary>Frees the contexts.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _compressor?.Dispose();
        _decompressor?.Dispose();
    }
}
