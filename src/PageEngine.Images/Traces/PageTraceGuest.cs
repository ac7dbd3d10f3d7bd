namespace PageEngine.Images;

/// <summary>A guest of a page trace. Records name it by its place among the guests, from 0.</summary>
/// <param name="Name">
/// The name, unique in the trace: 1 to <see cref="MaxNameBytes"/> bytes of UTF-8 without white space and control
/// characters, not beginning with <c>#</c>.
/// </param>
/// <param name="PageCount">The pages of the guest, 1 to <see cref="MaxPageCount"/>.</param>
public readonly record struct PageTraceGuest(string Name, ulong PageCount)
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxNameBytes = 128;

    /// <summary>The most pages of a guest, 2³² − 1: one page less than 16 TiB.</summary>
    public const ulong MaxPageCount = uint.MaxValue;
}
