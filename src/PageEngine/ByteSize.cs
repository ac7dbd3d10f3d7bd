using System.Globalization;

namespace PageEngine;

/// <summary>A number of bytes, made from the units that people write: KiB, MiB, GiB, TiB.</summary>
/// <param name="Bytes">The number of bytes.</param>
public readonly partial record struct ByteSize(ulong Bytes) : IComparable<ByteSize>, ISpanParsable<ByteSize>
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>The number of whole pages in this size.</summary>
    public ulong Pages => Bytes >> Page.Shift;

    /// <summary>A size of so many pages.</summary>
    /// <param name="pageCount">A number of 4096-byte pages.</param>
    /// <exception cref="OverflowException">The size does not fit 64 bits.</exception>
    public static ByteSize FromPages(ulong pageCount) => new(checked(pageCount * Page.Size));

    /// <summary>A size in kibibytes (1024 bytes).</summary>
    /// <param name="count">A number of kibibytes.</param>
    /// <exception cref="OverflowException">The size does not fit 64 bits.</exception>
    public static ByteSize FromKiB(ulong count) => new(checked(count * (1UL << 10)));

    /// <summary>A size in mebibytes (1024 KiB).</summary>
    /// <param name="count">A number of mebibytes.</param>
    /// <exception cref="OverflowException">The size does not fit 64 bits.</exception>
    public static ByteSize FromMiB(ulong count) => new(checked(count * (1UL << 20)));

    /// <summary>A size in gibibytes (1024 MiB).</summary>
    /// <param name="count">A number of gibibytes.</param>
    /// <exception cref="OverflowException">The size does not fit 64 bits.</exception>
    public static ByteSize FromGiB(ulong count) => new(checked(count * (1UL << 30)));

    /// <summary>A size in tebibytes (1024 GiB).</summary>
    /// <param name="count">A number of tebibytes.</param>
    /// <exception cref="OverflowException">The size does not fit 64 bits.</exception>
    public static ByteSize FromTiB(ulong count) => new(checked(count * (1UL << 40)));

    /// <inheritdoc/>
    public int CompareTo(ByteSize other) => Bytes.CompareTo(other.Bytes);

    /// <summary>The size in the largest unit that leaves at least one whole, for people: <c>1.5 GiB</c>.</summary>
    public override string ToString()
    {
        int unit = 0;
        double value = Bytes;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {Units[unit]}");
    }

    /// <summary>Whether one size is smaller than another.</summary>
    /// <param name="left">The first size.</param>
    /// <param name="right">The second size.</param>
    public static bool operator <(ByteSize left, ByteSize right) => left.Bytes < right.Bytes;

    /// <summary>Whether one size is larger than another.</summary>
    /// <param name="left">The first size.</param>
    /// <param name="right">The second size.</param>
    public static bool operator >(ByteSize left, ByteSize right) => left.Bytes > right.Bytes;

    /// <summary>Whether one size is at most another.</summary>
    /// <param name="left">The first size.</param>
    /// <param name="right">The second size.</param>
    public static bool operator <=(ByteSize left, ByteSize right) => left.Bytes <= right.Bytes;

    /// <summary>Whether one size is at least another.</summary>
    /// <param name="left">The first size.</param>
    /// <param name="right">The second size.</param>
    public static bool operator >=(ByteSize left, ByteSize right) => left.Bytes >= right.Bytes;
}
