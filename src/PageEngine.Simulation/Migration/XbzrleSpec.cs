using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>Pages that are sent again travel as deltas to what was sent before.</summary>
/// <remarks>
/// <para>The sender keeps the pages that it has sent in a cache (<see cref="XbzrleCache"/>); the first round sends whole
/// pages. On hosts of <see cref="MemoryDepth.Bytes"/> deltas are made of the bytes; on hosts of
/// <see cref="MemoryDepth.Tokens"/> their size follows from the writes since the page was sent
/// (<see cref="DeltaModel"/>).</para>
/// <para>Immutable.</para>
/// </remarks>
public sealed record XbzrleSpec
{
    /// <summary>The size of the cache, at least a page; used down to a power of two.</summary>
    public ByteSize Cache { get; init; } = ByteSize.FromMiB(64);

    /// <summary>The neighbouring bytes that one write changes, where only tokens are known: 1 to 4096.</summary>
    public int BytesPerWrite { get; init; } = 8;

    /// <summary>What making a delta takes one processor of the source; it bounds how fast pages are sent.</summary>
    public SimTime EncodeTime { get; init; } = SimTime.FromMicroseconds(2);

    internal string? Mistake =>
        Cache.Pages == 0 ? "a cache of deltas holds a page or more"
        : BytesPerWrite is < 1 or > Page.Size ? "a write changes 1 to 4096 bytes"
        : EncodeTime < SimTime.Zero ? "making a delta does not take less than no time"
        : null;
}
