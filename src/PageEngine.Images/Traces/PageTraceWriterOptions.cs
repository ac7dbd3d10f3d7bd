namespace PageEngine.Images;

/// <summary>How a page trace is written.</summary>
public sealed record PageTraceWriterOptions
{
    /// <summary>
    /// Whether blocks of the binary form are compressed (LZ4) where that makes them smaller. The text form ignores it.
    /// </summary>
    public bool Compress { get; init; } = true;
}
