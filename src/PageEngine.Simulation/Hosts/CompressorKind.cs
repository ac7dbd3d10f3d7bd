namespace PageEngine.Simulation;

/// <summary>What compresses pages.</summary>
public enum CompressorKind
{
    /// <summary>LZ4, fast.</summary>
    Lz4,

    /// <summary>Zstandard, level 1.</summary>
    Zstandard,
}
