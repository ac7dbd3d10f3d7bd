using System.Buffers;
using System.Globalization;

namespace PageEngine.Simulation;

/// <summary>
/// The units of one kind of quantity: reads and writes texts such as <c>1.5 GiB</c> without any rounding.
/// </summary>
/// <param name="kind">What is measured, for messages: <c>size</c>.</param>
/// <param name="example">A text that is right.</param>
/// <param name="whole">What a value counts, for messages: <c>bytes</c>.</param>
/// <param name="most">The largest value.</param>
/// <param name="zero">The unit that nothing is written in.</param>
/// <param name="units">The units, from the smallest to the largest; one that is written is worth 1.</param>
internal sealed class UnitScale(string kind, string example, string whole, ulong most, string zero, params Unit[] units)
{
    // More digits than any value has: with them nothing below overflows 128 bits.
    private const int MostDigits = 30;

    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    /// <summary>What a text of this kind looks like, for messages.</summary>
    internal string Expected { get; } = $"a {kind} such as \"{example}\"";

    /// <summary>A text that is right.</summary>
    internal string Example => example;

    /// <summary>The texts that are right, as a regular expression for a schema.</summary>
    internal string Pattern { get; } =
        $"^[0-9]+(\\.[0-9]+)? ?({string.Join('|', units.Select(static unit => unit.Name))})$";

    /// <summary>The digits and points that a text begins with.</summary>
    internal static int LengthOfNumber(string text)
    {
        int end = text.AsSpan().IndexOfAnyExcept(NumberLetters);
        return end < 0 ? text.Length : end;
    }

    /// <summary>Reads a text; the reason says what is wrong with it and what would be right.</summary>
    internal bool TryParse(string text, out ulong value, out string reason)
    {
        value = 0;
        string number = text[..LengthOfNumber(text)];
        if (!TryParseNumber(number, out UInt128 digits, out int decimals))
        {
            reason = text.StartsWith('-') ? "must not be below 0" : $"must be {Expected}";
            return false;
        }

        string name = text[number.Length..];
        name = name.StartsWith(' ') ? name[1..] : name;
        return TryFind(name, number, out Unit unit, out reason)
            && TryScale(digits, decimals, unit, out value, out reason);
    }

    /// <summary>Writes a value in the largest unit that leaves a whole number.</summary>
    internal string Format(ulong value)
    {
        Unit best = value == 0
            ? units.First(unit => unit.Name == zero)
            : units.Last(unit => unit.IsWritten && value % unit.Multiple == 0);
        string count = (value / best.Multiple).ToString(CultureInfo.InvariantCulture);
        return best.Name.StartsWith('/') ? count + best.Name : $"{count} {best.Name}";
    }

    private static bool TryParseNumber(string number, out UInt128 digits, out int decimals)
    {
        digits = 0;
        int point = number.IndexOf('.', StringComparison.Ordinal);
        decimals = point < 0 ? 0 : number.Length - point - 1;
        bool isNumber = number.Length is > 0 and <= MostDigits && point != 0 && point != number.Length - 1
            && number.LastIndexOf('.') == point;
        foreach (char letter in isNumber ? number : "")
        {
            digits = letter == '.' ? digits : (digits * 10) + (uint)(letter - '0');
        }

        return isNumber;
    }

    private bool TryFind(string name, string number, out Unit found, out string reason)
    {
        int exact = Array.FindIndex(units, unit => unit.Name == name);
        if (exact >= 0)
        {
            found = units[exact];
            reason = "";
            return true;
        }

        // A whole unit less its case, or the start of one: GB, mib, G.
        string[] alike =
        [
            .. units.Where(unit => name.Length > 0 && unit.IsWritten && IsAlike(unit.Name, name))
                .Select(static unit => $"\"{unit.Name}\""),
        ];
        found = default;
        reason = name.Length == 0 ? $"has no unit: \"{number}{UnitOfExample()}\"?"
            : alike.Length > 0 ? $"\"{name}\" is no unit of a {kind}: {string.Join(" or ", alike)}?"
            : $"\"{name}\" is no unit of a {kind}; units are {NamesOfUnits()}";
        return false;
    }

    private static bool IsAlike(string unit, string name) =>
        unit.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        || unit.Replace("i", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase);

    private bool TryScale(UInt128 digits, int decimals, Unit unit, out ulong value, out string reason)
    {
        value = 0;
        UInt128 divisor = unit.Divisor;
        for (int i = 0; i < decimals; i++)
        {
            divisor *= 10;
        }

        bool fits = digits <= UInt128.MaxValue / unit.Multiple;
        (UInt128 scaled, UInt128 rest) = fits ? UInt128.DivRem(digits * unit.Multiple, divisor) : default;
        if (!fits || scaled > most)
        {
            reason = $"the most is {Format(most)}";
            return false;
        }

        value = (ulong)scaled;
        reason = rest == 0 ? "" : $"must be a whole number of {whole}";
        return rest == 0;
    }

    private string NamesOfUnits() =>
        string.Join(", ", units.Where(static unit => unit.IsWritten).Select(static unit => unit.Name));

    private string UnitOfExample() => example[LengthOfNumber(example)..];
}
