using System.Buffers;
using System.Buffers.Text;

namespace PageEngine.Images;

/// <summary>Takes the fields of a line apart: runs of bytes between blanks and tabs, up to a comment.</summary>
internal ref struct TextFields(ReadOnlySpan<byte> line)
{
    private static readonly SearchValues<byte> HexadecimalDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly ReadOnlySpan<byte> _line = line;
    private int _next;

    /// <summary>
    /// Where the field that was taken last begins, from 0; behind the last field, where one is missing.
    /// </summary>
    internal int Start { get; private set; }

    /// <summary>Takes the next field; an empty one means that the line has no more.</summary>
    internal ReadOnlySpan<byte> Next()
    {
        ReadOnlySpan<byte> line = _line;
        int start = _next;
        while (start < line.Length && IsBlank(line[start]))
        {
            start++;
        }

        int end = start;
        if (start < line.Length && line[start] != (byte)'#')
        {
            while (end < line.Length && !IsBlank(line[end]))
            {
                end++;
            }
        }

        Start = start;
        _next = end;
        return line[start..end];
    }

    /// <summary>Reads a number: decimal, or hexadecimal behind <c>0x</c>.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> field, out ulong value)
    {
        // 19 digits cannot overflow; a single digit test by subtraction sorts out everything that is none.
        value = 0;
        if ((uint)(field.Length - 1) >= 19)
        {
            return TryParseLong(field, out value);
        }

        foreach (byte character in field)
        {
            uint digit = (uint)(character - '0');
            if (digit > 9)
            {
                return TryParseLong(field, out value);
            }

            value = (value * 10) + digit;
        }

        return true;
    }

    private static bool TryParseLong(ReadOnlySpan<byte> field, out ulong value)
    {
        if (field.StartsWith("0x"u8))
        {
            return TryParseHexadecimal(field[2..], out value);
        }

        bool isNumber = Utf8Parser.TryParse(field, out value, out int used) && used == field.Length;
        return isNumber && field[0] is >= (byte)'0' and <= (byte)'9';
    }

    private static bool TryParseHexadecimal(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        if (digits.Length is 0 or > 2 * sizeof(ulong) || digits.ContainsAnyExcept(HexadecimalDigits))
        {
            return false;
        }

        // Without a branch, which random digits would mispredict: letters have bit 6 set and their low bits begin at 1.
        foreach (byte character in digits)
        {
            value = (value << 4) + (character & 0xFU) + (9 * (uint)(character >> 6));
        }

        return true;
    }

    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\t';
}
