using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace PageEngine;

/// <content>Sizes as people write them.</content>
/// <remarks>
/// <code>
/// size     number, perhaps blanks, perhaps a unit          blanks around it do not matter
/// number   digits, perhaps a point and digits              always a point, whatever the culture
/// unit     B   KiB MiB GiB TiB PiB EiB (powers of 1024)   kB KB MB GB TB PB EB (powers of 1000)
/// </code>
/// Units are told apart by case, since Gb and gib are bits to many; a number alone is bytes.
/// </remarks>
public readonly partial record struct ByteSize
{
    // A fraction of a unit up to 2⁶⁰ that is a whole number of bytes ends after 60 digits.
    private const int MostFractionDigits = 60;
    private const int MostWholeDigits = 20;
    private const string KnownUnits = "B, KiB, MiB, GiB, TiB, PiB, EiB or kB, MB, GB, TB, PB, EB";

    private static string TooLarge => $"more than {ulong.MaxValue} bytes";

    /// <summary>Reads a size such as <c>48 GiB</c>, <c>1.5MiB</c>, <c>10 GB</c> or <c>4096</c>, to the byte.</summary>
    /// <param name="s">A number with or without a unit; without one it counts bytes.</param>
    /// <param name="provider">Not used: numbers are written with a point in every culture.</param>
    /// <exception cref="ArgumentNullException"><paramref name="s"/> is null.</exception>
    /// <exception cref="FormatException">The text is no whole number of bytes; the message says why.</exception>
    /// <exception cref="OverflowException">The size does not fit 64 bits.</exception>
    public static ByteSize Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <summary>Reads a size such as <c>48 GiB</c>, <c>1.5MiB</c>, <c>10 GB</c> or <c>4096</c>, to the byte.</summary>
    /// <param name="s">A number with or without a unit; without one it counts bytes.</param>
    /// <param name="provider">Not used: numbers are written with a point in every culture.</param>
    /// <exception cref="FormatException">The text is no whole number of bytes; the message says why.</exception>
    /// <exception cref="OverflowException">The size does not fit 64 bits.</exception>
    public static ByteSize Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null)
    {
        string? mistake = Read(s, out BigInteger bytes);
        if (mistake is null && bytes > ulong.MaxValue)
        {
            throw new OverflowException($"\"{s}\" is too large: {TooLarge}");
        }

        return mistake is null ? new ByteSize((ulong)bytes) : throw new FormatException($"\"{s}\" is no size: {mistake}");
    }

    /// <summary>Reads a size as <see cref="Parse(string, IFormatProvider?)"/> does.</summary>
    /// <param name="s">A number with or without a unit; without one it counts bytes.</param>
    /// <param name="provider">Not used: numbers are written with a point in every culture.</param>
    /// <param name="result">The size; 0 bytes where there is none.</param>
    /// <returns>Whether the text is a size.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ByteSize result) =>
        TryParse(s.AsSpan(), out result, out _);

    /// <summary>Reads a size as <see cref="Parse(string, IFormatProvider?)"/> does.</summary>
    /// <param name="s">A number with or without a unit; without one it counts bytes.</param>
    /// <param name="provider">Not used: numbers are written with a point in every culture.</param>
    /// <param name="result">The size; 0 bytes where there is none.</param>
    /// <returns>Whether the text is a size.</returns>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ByteSize result) =>
        TryParse(s, out result, out _);

    /// <summary>
    /// Reads a size as <see cref="Parse(string, IFormatProvider?)"/> does, and says what is wrong with a text that is none.
    /// </summary>
    /// <param name="text">A number with or without a unit; without one it counts bytes.</param>
    /// <param name="result">The size; 0 bytes where there is none.</param>
    /// <param name="reason">For people, in a few words to stand behind the text; null where it is a size.</param>
    /// <returns>Whether the text is a size.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ByteSize result, [NotNullWhen(false)] out string? reason)
    {
        reason = Read(text, out BigInteger bytes);
        if (reason is null && bytes > ulong.MaxValue)
        {
            reason = TooLarge;
        }

        result = reason is null ? new ByteSize((ulong)bytes) : default;
        return reason is null;
    }

    /// <summary>Reads a size of any magnitude; returns what is wrong, or null.</summary>
    private static string? Read(ReadOnlySpan<char> text, out BigInteger bytes)
    {
        bytes = default;
        text = text.Trim();
        int wholeLength = DigitsAtStart(text);
        if (wholeLength == 0)
        {
            return text.IsEmpty ? "nothing is there" : text[0] == '-' ? "a size is not negative" : "it begins with no digit";
        }

        ReadOnlySpan<char> whole = text[..wholeLength].TrimStart('0');
        ReadOnlySpan<char> rest = text[wholeLength..];
        ReadOnlySpan<char> fraction = default;
        if (rest.StartsWith('.'))
        {
            int length = DigitsAtStart(rest[1..]);
            if (length == 0)
            {
                return "no digit follows the point";
            }

            fraction = rest.Slice(1, length).TrimEnd('0');
            rest = rest[(1 + length)..];
        }

        if (!TryGetUnit(rest.TrimStart(), out ulong unit))
        {
            return $"\"{rest.TrimStart()}\" is no unit; known are {KnownUnits}";
        }

        return Scale(whole, fraction, unit, out bytes);
    }

    private static string? Scale(ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, ulong unit, out BigInteger bytes)
    {
        // Whoever asked finds any such number too large.
        bytes = BigInteger.Pow(10, MostWholeDigits);
        if (whole.Length > MostWholeDigits)
        {
            return null;
        }

        if (fraction.Length > MostFractionDigits)
        {
            return "not a whole number of bytes";
        }

        BigInteger scaled = ((Number(whole) * BigInteger.Pow(10, fraction.Length)) + Number(fraction)) * unit;
        bytes = BigInteger.DivRem(scaled, BigInteger.Pow(10, fraction.Length), out BigInteger left);
        return left.IsZero ? null : "not a whole number of bytes";
    }

    private static BigInteger Number(ReadOnlySpan<char> digits) =>
        digits.IsEmpty ? BigInteger.Zero : BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int DigitsAtStart(ReadOnlySpan<char> text)
    {
        int other = text.IndexOfAnyExceptInRange('0', '9');
        return other < 0 ? text.Length : other;
    }

    private static bool TryGetUnit(ReadOnlySpan<char> name, out ulong unit)
    {
        const ulong Kilo = 1000;
        unit = name switch
        {
            "" or "B" => 1,
            "KiB" => 1UL << 10,
            "MiB" => 1UL << 20,
            "GiB" => 1UL << 30,
            "TiB" => 1UL << 40,
            "PiB" => 1UL << 50,
            "EiB" => 1UL << 60,
            "kB" or "KB" => Kilo,
            "MB" => Kilo * Kilo,
            "GB" => Kilo * Kilo * Kilo,
            "TB" => Kilo * Kilo * Kilo * Kilo,
            "PB" => Kilo * Kilo * Kilo * Kilo * Kilo,
            "EB" => Kilo * Kilo * Kilo * Kilo * Kilo * Kilo,
            _ => 0,
        };
        return unit != 0;
    }
}
