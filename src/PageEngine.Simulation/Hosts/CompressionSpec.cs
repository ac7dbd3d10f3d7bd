using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>The compression cache of a host: pages that fit half a page stay in memory, two to a frame.</summary>
public sealed record CompressionSpec
{
    /// <summary>The compressor for real bytes.</summary>
    public CompressorKind Compressor { get; init; } = CompressorKind.Lz4;

    /// <summary>The most memory that one machine's compressed pages take, as a part of the machine's memory, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double CacheShare { get; init; } = 0.10;

    /// <summary>For token pages: the part of all contents that fits half a page, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double CompressibleShare { get; init; } = 0.6;
}
