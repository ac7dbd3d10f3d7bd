namespace PageEngine.Images;

/// <summary>A part of an image whose bytes stand in the file.</summary>
/// <param name="Start">The offset of the first byte in the image, pages laid end to end.</param>
/// <param name="Length">The number of bytes, at least 1.</param>
/// <param name="Offset">The offset of the first byte in the file.</param>
internal readonly record struct FileExtent(ulong Start, ulong Length, long Offset)
{
    /// <summary>The offset in the image behind the last byte.</summary>
    internal ulong End => Start + Length;
}
