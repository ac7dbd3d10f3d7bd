namespace PageEngine.Cli.Diffing;

/// <summary>What sending pages costs in each way, in bytes on the wire.</summary>
/// <remarks>
/// As QEMU's migration stream has it: 8 bytes of header a page, a zero page is 9 bytes in all, a delta has a flag and a
/// length of 2 bytes before it, compressed data a length of 4. A reference is 20 bytes. Every way but the raw one sends
/// zero pages as such, and sends a page raw where its encoding would not be smaller.
/// </remarks>
internal struct TransferCost
{
    /// <summary>The bytes in front of every page.</summary>
    internal const int PageHeader = 8;

    private const int RawPage = PageHeader + Page.Size;
    private const int ZeroPage = PageHeader + 1;
    private const int DeltaHeader = 3;
    private const int CompressedHeader = 4;
    private const int ReferencePage = PageHeader + PageReference.Size;

    /// <summary>Every page as it is.</summary>
    internal ulong Raw { get; private set; }

    /// <summary>With zero detection alone.</summary>
    internal ulong Zero { get; private set; }

    /// <summary>As XBZRLE deltas to the old page.</summary>
    internal ulong Xbzrle { get; private set; }

    /// <summary>Compressed by LZ4, each page by itself.</summary>
    internal ulong Lz4 { get; private set; }

    /// <summary>The room that LZ4 may use for a page to be smaller than a raw one.</summary>
    internal const int MostCompressedBytes = Page.Size - CompressedHeader - 1;

    /// <summary>The cost with references to pages that the old dump holds; other pages with zero detection alone.</summary>
    /// <param name="pagesHeld">The pages that are not zero and that the old dump holds somewhere.</param>
    internal readonly ulong Reference(ulong pagesHeld) => Zero - (pagesHeld * (RawPage - ReferencePage));

    /// <summary>Adds a page of zeros.</summary>
    internal void AddZero()
    {
        Raw += RawPage;
        Zero += ZeroPage;
        Xbzrle += ZeroPage;
        Lz4 += ZeroPage;
    }

    /// <summary>Adds a page that has content.</summary>
    /// <param name="deltaBytes">The bytes of its delta to the old page.</param>
    /// <param name="compressedBytes">The bytes of the page compressed, or <see cref="Page.Size"/> if it is no smaller.</param>
    internal void Add(int deltaBytes, int compressedBytes)
    {
        Raw += RawPage;
        Zero += RawPage;
        Xbzrle += PageHeader + (ulong)Math.Min(deltaBytes + DeltaHeader, Page.Size);
        Lz4 += PageHeader + (ulong)Math.Min(compressedBytes + CompressedHeader, Page.Size);
    }

    /// <summary>Adds the costs of other pages.</summary>
    internal void Add(in TransferCost other)
    {
        Raw += other.Raw;
        Zero += other.Zero;
        Xbzrle += other.Xbzrle;
        Lz4 += other.Lz4;
    }
}
