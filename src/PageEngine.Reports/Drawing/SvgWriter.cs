using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PageEngine.Reports;

/// <summary>Writes a drawing as SVG that can stand in a page beside others.</summary>
/// <remarks>
/// What ScottPlot writes is a document: with a ground, clip paths whose names repeat from plot to plot, and colours for
/// one ground. Here only its shapes are kept. Nothing has a name, so nothing can collide; each colour of the palette
/// becomes a class, and stays as an attribute for programs that know no style sheet.
/// </remarks>
internal static partial class SvgWriter
{
    private static readonly string[] Shapes =
        ["path", "rect", "line", "circle", "ellipse", "polygon", "polyline"];

    private static readonly string[] Geometry =
        ["d", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2", "points", "transform"];

    private static readonly string[] Looks =
        ["stroke-width", "fill-opacity", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "fill-rule"];

    private static readonly Dictionary<string, PaletteColor> ByLightHex =
        Palette.All.ToDictionary(static color => PaletteColor.ToHex(color.Light), StringComparer.OrdinalIgnoreCase);

    /// <summary>The element, without a document around it.</summary>
    /// <param name="drawing">A drawing for a light ground.</param>
    /// <param name="isDocument">Whether it will stand in a file of its own and must say what it is.</param>
    internal static string Write(PlotDrawing drawing, bool isDocument = false)
    {
        PlotFrame frame = drawing.Frame;
        StringBuilder svg = new();
        svg.Append("<svg class=\"plot\"");
        if (isDocument)
        {
            svg.Append(CultureInfo.InvariantCulture, $" xmlns=\"http://www.w3.org/2000/svg\" width=\"{frame.Width}\"");
            svg.Append(CultureInfo.InvariantCulture, $" height=\"{frame.Height}\"");
        }

        svg.Append(CultureInfo.InvariantCulture, $" viewBox=\"0 0 {frame.Width} {frame.Height}\" role=\"img\"");
        svg.Append($" aria-label=\"{HtmlText.Escape(drawing.Description)}\" font-family=\"system-ui, sans-serif\"");
        svg.Append(CultureInfo.InvariantCulture, $" font-size=\"{TextFit.FontSize}\">\n");
        AppendShapes(svg, XDocument.Parse(drawing.ToRawSvg()).Root!);
        foreach (PlotText text in drawing.Texts)
        {
            AppendText(svg, text);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendShapes(StringBuilder svg, XElement parent)
    {
        foreach (XElement element in parent.Elements())
        {
            string name = element.Name.LocalName;
            if (name == "g")
            {
                AppendShapes(svg, element);
            }
            else if (name != "clipPath" && !IsGround(element))
            {
                Debug.Assert(Array.IndexOf(Shapes, name) >= 0, $"the element {name} is no shape");
                AppendShape(svg, element, name);
            }
        }
    }

    // Skia writes a colour that is wholly transparent with an opacity of 0.
    private static bool IsGround(XElement element) =>
        element.Name.LocalName == "rect" && element.Attribute("fill-opacity")?.Value == "0";

    private static void AppendShape(StringBuilder svg, XElement element, string name)
    {
        svg.Append('<').Append(name);
        List<string> classes = [];
        AppendColor(svg, element, "fill", classes);
        AppendColor(svg, element, "stroke", classes);
        if (classes.Count > 0)
        {
            svg.Append(" class=\"").AppendJoin(' ', classes).Append('"');
        }

        foreach (XAttribute attribute in element.Attributes())
        {
            string attributeName = attribute.Name.LocalName;
            if (Array.IndexOf(Geometry, attributeName) >= 0 || Array.IndexOf(Looks, attributeName) >= 0)
            {
                string value = LongNumber().Replace(attribute.Value, static match => NumberText.Coordinate(
                    double.Parse(match.Value, CultureInfo.InvariantCulture)));
                svg.Append(' ').Append(attributeName).Append("=\"").Append(HtmlText.Escape(value)).Append('"');
            }
        }

        svg.Append("/>\n");
    }

    private static void AppendColor(StringBuilder svg, XElement element, string attribute, List<string> classes)
    {
        string? written = element.Attribute(attribute)?.Value;
        if (written is null)
        {
            return;
        }

        // Skia writes #882255 as #825.
        string value = written is ['#', char r, char g, char b] ? $"#{r}{r}{g}{g}{b}{b}" : written;

        svg.Append(' ').Append(attribute).Append("=\"").Append(HtmlText.Escape(value)).Append('"');
        if (ByLightHex.TryGetValue(value, out PaletteColor? color))
        {
            classes.Add($"{attribute[0]}-{color.Token}");
        }

        Debug.Assert(color is not null || value == "none", $"the colour {value} is not of the palette");
    }

    private static void AppendText(StringBuilder svg, PlotText text)
    {
        string anchor = text.Anchor switch
        {
            TextAnchor.Middle => " text-anchor=\"middle\"",
            TextAnchor.End => " text-anchor=\"end\"",
            _ => "",
        };
        svg.Append($"<text class=\"f-{text.Color.Token}\" fill=\"{PaletteColor.ToHex(text.Color.Light)}\"");
        svg.Append($" x=\"{NumberText.Coordinate(text.X)}\" y=\"{NumberText.Coordinate(text.Y)}\"{anchor}>");
        svg.Append(HtmlText.Escape(text.Text)).Append("</text>\n");
    }

    [GeneratedRegex(@"-?\d+\.\d{3,}(e-?\d+)?")]
    private static partial Regex LongNumber();
}
