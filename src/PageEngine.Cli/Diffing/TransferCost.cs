namespace PageEngine.Cli.Diffing;

/// <summary>What sending pages costs in each way, in bytes of payload.</summary>
/// <remarks>
/// The payloads of the engine's encodings (<see cref="PageEncoding"/>): 4096 bytes for a raw page, none for a page of
/// zeros, a delta, a compressed block, 20 bytes for a reference. What a stream adds to each page, 8 bytes in QEMU's, is
/// not in them. Every way but the raw one sends zero pages as such, and a page raw where its encoding is no smaller.
/// </remarks>
internal struct TransferCost
{
    /// <summary>Every page as it is.</summary>
    internal ulong Raw { get; private set; }

    /// <summary>With zero detection alone.</summary>
    internal ulong Zero { get; private set; }

    /// <summary>As XBZRLE deltas to the old page.</summary>
    internal ulong Xbzrle { get; private set; }

    /// <summary>Compressed by LZ4, each page by itself.</summary>
    internal ulong Lz4 { get; private set; }

    /// <summary>The room that LZ4 may use for a page to be smaller than a raw one.</summary>
    internal const int MostCompressedBytes = Page.Size - 1;

    /// <summary>The cost with references to pages that the old dump holds, and zero detection for the rest.</summary>
    /// <param name="pagesHeld">The pages that are not zero and that the old dump holds somewhere.</param>
    internal readonly ulong Reference(ulong pagesHeld) => Zero - (pagesHeld * (Page.Size - PageReference.Size));

    /// <summary>Adds a page of zeros: it costs something only where nobody looks.</summary>
    internal void AddZero() => Raw += Page.Size;

    /// <summary>Adds a page that has content.</summary>
    /// <param name="deltaBytes">The bytes of its delta to the old page.</param>
    /// <param name="compressedBytes">The bytes of the page compressed; <see cref="Page.Size"/> if no smaller.</param>
    internal void Add(int deltaBytes, int compressedBytes)
    {
        Raw += Page.Size;
        Zero += Page.Size;
        Xbzrle += (ulong)Math.Min(deltaBytes, Page.Size);
        Lz4 += (ulong)Math.Min(compressedBytes, Page.Size);
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
