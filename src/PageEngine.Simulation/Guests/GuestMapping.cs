namespace PageEngine.Simulation;

/// <summary>Where a virtual page of a guest is: in memory, in the guest's swap, or nowhere yet.</summary>
/// <remarks>
/// <code>
/// 0                    untouched
/// [31..30: 00][29..0]  in memory, in the page of this number less 1
/// [31..30: 01]         a task read it and never wrote it: the page of zeros that all share
/// [31..30: 10][29..0]  in this slot of the guest's swap
/// [31..30: 11][29..0]  a page of a file that was dropped, and the evictions before that, modulo 2³⁰
/// </code>
/// </remarks>
/// <param name="Value">The word above.</param>
internal readonly record struct GuestMapping(uint Value)
{
    internal const uint MaxPage = (1u << NumberBits) - 2;
    internal const uint NumberMask = (1u << NumberBits) - 1;

    private const int NumberBits = 30;
    private const uint ZeroTag = 1u << NumberBits;
    private const uint SwapTag = 2u << NumberBits;
    private const uint EvictedTag = 3u << NumberBits;
    private const uint TagMask = 3u << NumberBits;

    internal static GuestMapping Untouched => default;

    internal static GuestMapping ZeroPage => new(ZeroTag);

    internal bool IsUntouched => Value == 0;

    internal bool IsResident => Value - 1 < NumberMask;

    internal bool IsZeroPage => Value == ZeroTag;

    internal bool IsSwapped => (Value & TagMask) == SwapTag;

    internal bool IsEvicted => (Value & TagMask) == EvictedTag;

    /// <summary>The page that it is in.</summary>
    internal uint Page => Value - 1;

    /// <summary>The slot, or the evictions.</summary>
    internal uint Number => Value & NumberMask;

    internal static GuestMapping InMemory(uint page) => new(page + 1);

    internal static GuestMapping InSwap(uint slot) => new(SwapTag | slot);

    internal static GuestMapping Evicted(ulong evictions) => new(EvictedTag | (uint)(evictions & NumberMask));
}
