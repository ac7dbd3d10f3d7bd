namespace PageEngine;

/// <summary>The index of one page in a guest's physical address space (a "gfn").</summary>
/// <remarks>It does not say where the bytes are; only a page table turns it into a <see cref="FrameNumber"/>.</remarks>
/// <param name="Value">The index, from 0.</param>
public readonly record struct GuestFrameNumber(ulong Value) : IComparable<GuestFrameNumber>
{
    /// <summary>The guest physical address of the page's first byte.</summary>
    public ulong Address => Value << Page.Shift;

    /// <summary>The page that holds a guest physical address.</summary>
    /// <param name="address">A guest physical address in bytes.</param>
    public static GuestFrameNumber Of(ulong address) => new(address >> Page.Shift);

    /// <inheritdoc/>
    public int CompareTo(GuestFrameNumber other) => Value.CompareTo(other.Value);

    /// <summary>The index in hexadecimal, as the field writes it.</summary>
    public override string ToString() => $"gfn 0x{Value:x}";

    /// <summary>Whether one page stands before another.</summary>
    /// <param name="left">The first page.</param>
    /// <param name="right">The second page.</param>
    public static bool operator <(GuestFrameNumber left, GuestFrameNumber right) => left.Value < right.Value;

    /// <summary>Whether one page stands behind another.</summary>
    /// <param name="left">The first page.</param>
    /// <param name="right">The second page.</param>
    public static bool operator >(GuestFrameNumber left, GuestFrameNumber right) => left.Value > right.Value;

    /// <summary>Whether one page is another or stands before it.</summary>
    /// <param name="left">The first page.</param>
    /// <param name="right">The second page.</param>
    public static bool operator <=(GuestFrameNumber left, GuestFrameNumber right) => left.Value <= right.Value;

    /// <summary>Whether one page is another or stands behind it.</summary>
    /// <param name="left">The first page.</param>
    /// <param name="right">The second page.</param>
    public static bool operator >=(GuestFrameNumber left, GuestFrameNumber right) => left.Value >= right.Value;
}
