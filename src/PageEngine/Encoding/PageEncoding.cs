namespace PageEngine;

/// <summary>How the content of one page is written; each has one form of payload.</summary>
/// <remarks>The values are stable: streams and archives may store them.</remarks>
public enum PageEncoding
{
    /// <summary>The 4096 bytes of the page.</summary>
    Raw = 0,

    /// <summary>Every byte is zero; no payload.</summary>
    Zero = 1,

    /// <summary>One pattern, repeated; the payload is its 8 bytes (a little-endian word).</summary>
    SameFilled = 2,

    /// <summary>The changes to the version that the other side has; an <see cref="Xbzrle"/> delta.</summary>
    Delta = 3,

    /// <summary>One LZ4 block (no frame around it).</summary>
    Lz4 = 4,

    /// <summary>One Zstandard frame (RFC 8878).</summary>
    Zstandard = 5,

    /// <summary>A page that the other side already holds; the payload is a <see cref="PageReference"/>.</summary>
    Reference = 6,
}
