using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>Pages are compressed before they are sent.</summary>
/// <remarks>
/// On hosts of <see cref="MemoryDepth.Bytes"/> pages are compressed for real; on hosts of <see cref="MemoryDepth.Tokens"/>
/// all take the same share of a page. A page that does not become smaller is sent as it is. Immutable.
/// </remarks>
public sealed record StreamCompression
{
    /// <summary>What compresses.</summary>
    public CompressorKind Kind { get; init; }

    /// <summary>The part of a page that is left, where only tokens are known: above 0, 1 for pages that do not compress.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double TokenRatio { get; init; } = 0.5;

    /// <summary>What compressing a page takes a thread; all threads together bound how fast pages are sent.</summary>
    public SimTime PageTime { get; init; } = SimTime.FromMicroseconds(8);

    /// <summary>The threads that compress, 1 or more.</summary>
    public int Threads { get; init; } = 8;

    internal string? Mistake =>
        Kind is not (CompressorKind.Lz4 or CompressorKind.Zstandard) ? "there is no such compressor"
        : TokenRatio is not (> 0 and <= 1) ? "a compressed page is a part of a page"
        : PageTime < SimTime.Zero ? "compressing does not take less than no time"
        : Threads < 1 ? "somebody must compress"
        : null;
}
