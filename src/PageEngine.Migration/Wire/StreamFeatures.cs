namespace PageEngine.Migration;

/// <summary>What a side of a page stream can do beyond raw, zero and same-filled pages. The values are on the wire.</summary>
[Flags]
public enum StreamFeatures
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>Pages as XBZRLE deltas.</summary>
    Delta = 1 << 0,

    /// <summary>Pages compressed with LZ4.</summary>
    Lz4 = 1 << 1,

    /// <summary>Pages compressed with Zstandard.</summary>
    Zstandard = 1 << 2,

    /// <summary>References to pages that the destination holds.</summary>
    Reference = 1 << 3,

    /// <summary>Post-copy: requests for pages.</summary>
    PostCopy = 1 << 4,
}
