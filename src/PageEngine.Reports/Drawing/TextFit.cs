using System.Globalization;
using System.Text;

namespace PageEngine.Reports;

/// <summary>Makes texts fit. Widths are estimated, generously, because the reader's font is not known.</summary>
internal static class TextFit
{
    /// <summary>The size of letters, in pixels of the drawing.</summary>
    internal const double FontSize = 12;

    private const double WidthOfLetter = 0.62 * FontSize;
    private const double WidthOfWideLetter = 1.1 * FontSize;

    internal static double WidthOf(string text)
    {
        double width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += rune.Value < 0x1100 ? WidthOfLetter : WidthOfWideLetter;
        }

        return width;
    }

    /// <summary>The text, or its beginning with an ellipsis, in a line that is not wider than given.</summary>
    internal static string Shorten(string text, double width)
    {
        string line = OneLine(text);
        if (WidthOf(line) <= width)
        {
            return line;
        }

        StringBuilder kept = new();
        double used = WidthOfLetter;
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(line);
        while (elements.MoveNext())
        {
            string element = elements.GetTextElement();
            used += WidthOf(element);
            if (used > width)
            {
                break;
            }

            kept.Append(element);
        }

        return kept.ToString().TrimEnd() + "…";
    }

    /// <summary>The text without line breaks, other controls, direction marks and halves of characters.</summary>
    internal static string OneLine(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            bool isBreak = rune.Value is '\n' or '\r' or '\t'
                || category is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            bool isHidden = category is UnicodeCategory.Control
                || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFFFE or 0xFFFF;
            line.Append(isBreak ? " " : isHidden ? "\uFFFD" : rune.ToString());
        }

        return line.ToString();
    }
}
