namespace PageEngine;

/// <summary>Compresses single pages, and gives them back.</summary>
/// <remarks>
/// A page is 4096 bytes and compressed on its own: what one call writes, a call on any other instance of the same kind
/// reads. Calls allocate nothing once an instance has been used. Each implementation says whether an instance may be
/// used by several threads at a time.
/// </remarks>
public interface IPageCompressor
{
    /// <summary>The name and level, for people: <c>lz4</c>, <c>zstd-3</c>.</summary>
    public string Name { get; }

    /// <summary>The format written: <see cref="PageEncoding.Lz4"/> or <see cref="PageEncoding.Zstandard"/>.</summary>
    public PageEncoding Kind { get; }

    /// <summary>The bytes that a destination needs so that every page fits.</summary>
    public int MaxCompressedSize { get; }

    /// <summary>Compresses a page if the result fits.</summary>
    /// <param name="page">The page: 4096 bytes.</param>
    /// <param name="destination">Room for the result; its content is undefined behind what was written.</param>
    /// <param name="written">The bytes of the result; 0 if it does not fit.</param>
    /// <returns>Whether the result fits the destination.</returns>
    /// <exception cref="ArgumentException">The page is not 4096 bytes.</exception>
    public bool TryCompress(ReadOnlySpan<byte> page, Span<byte> destination, out int written);

    /// <summary>Gives a page back.</summary>
    /// <param name="compressed">What <see cref="TryCompress"/> wrote, or any bytes: they are not trusted.</param>
    /// <param name="page">Room for the page: 4096 bytes. Undefined if the answer is no.</param>
    /// <returns>Whether the bytes are well formed and make exactly one page.</returns>
    /// <exception cref="ArgumentException">The room is not 4096 bytes.</exception>
    public bool TryDecompress(ReadOnlySpan<byte> compressed, Span<byte> page);
}
