namespace PageEngine;

/// <summary>How a saved host is restored.</summary>
public sealed record PageHostRestoreOptions
{
    /// <summary>Where the host takes its memory from.</summary>
    public ArenaAllocator Allocator { get; init; } = ArenaAllocator.Default;

    /// <summary>The most address space that the saved host may ask for; 64 GiB when nothing is said.</summary>
    /// <remarks>
    /// A few bytes can name a host of terabytes, of which nothing was ever used. A host of bytes needs its capacity and
    /// about 1 % more, a host of tokens about 40 bytes a frame; memory itself is taken only as it is touched.
    /// </remarks>
    public ByteSize MaxReservation { get; init; } = ByteSize.FromGiB(64);
}
