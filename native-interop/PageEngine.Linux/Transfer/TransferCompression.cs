namespace PageEngine.Linux;

/// <summary>How the pages of a transfer are compressed.</summary>
public enum TransferCompression
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>With LZ4: fast.</summary>
    Lz4 = 1,

    /// <summary>With Zstandard: small.</summary>
    Zstandard = 2,
}
