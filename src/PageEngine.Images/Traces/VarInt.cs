namespace PageEngine.Images;

/// <summary>Numbers in seven bits a byte, lowest first; the high bit says that more follows.</summary>
internal static class VarInt
{
    /// <summary>The most bytes of a number of 64 bits.</summary>
    internal const int MaxLength = 10;

    /// <summary>Writes a number and moves the position behind it.</summary>
    internal static void Write(Span<byte> destination, ref int position, ulong value)
    {
        while (value >= 0x80)
        {
            destination[position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[position++] = (byte)value;
    }

    /// <summary>Reads a number and moves the position behind it. False where it has more than 64 bits.</summary>
    /// <remarks>The source goes on for <see cref="MaxLength"/> bytes behind the position.</remarks>
    internal static bool TryRead(ReadOnlySpan<byte> source, ref int position, out ulong value)
    {
        uint part = source[position++];
        value = part;
        if (part < 0x80)
        {
            return true;
        }

        value = part & 0x7F;
        for (int shift = 7; shift < 63; shift += 7)
        {
            part = source[position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return true;
            }
        }

        part = source[position++];
        value |= (ulong)part << 63;
        return part <= 1;
    }

    /// <summary>Folds a difference so that small ones of either sign are small numbers.</summary>
    internal static ulong Fold(ulong difference) => (difference << 1) ^ (ulong)((long)difference >> 63);

    /// <summary>The reverse of <see cref="Fold"/>.</summary>
    internal static ulong Unfold(ulong folded) => (folded >> 1) ^ (0 - (folded & 1));
}
