using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace PageEngine.Reports;

/// <summary>Text that others wrote, made harmless in a page or an SVG document.</summary>
internal static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The text for content and for quoted attributes: one line, no markup, no hidden marks.</summary>
    internal static string Escape(string text) => Encoder.Encode(TextFit.OneLine(text));
}
