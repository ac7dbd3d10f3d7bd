namespace PageEngine.Images;

/// <summary>Where the pages of an image come from.</summary>
/// <remarks>Thread-safe. The arguments were checked by <see cref="MemoryImage"/>.</remarks>
internal abstract class ImagePages : IDisposable
{
    /// <summary>Reads neighbouring pages; fewer than wanted when the page behind them is gone.</summary>
    internal abstract int Read(ulong firstPage, Span<byte> destination);

    /// <summary>Whether a run of pages is known to be zero, and how long the answer holds.</summary>
    internal abstract bool IsKnownZero(ulong firstPage, out ulong runLength);

    public abstract void Dispose();
}
