namespace PageEngine.Cli.Snapshots;

/// <summary>How pages are stored, by the words of the command line.</summary>
internal static class Compression
{
    internal static IReadOnlyList<string> Words { get; } = ["none", "lz4", "zstd"];

    /// <summary>Makes compressors; null for pages as they are.</summary>
    internal static Func<IPageCompressor>? MakerOf(string word) => word switch
    {
        "lz4" => static () => new Lz4PageCompressor(),
        "zstd" => static () => new ZstandardPageCompressor(),
        _ => null,
    };
}
