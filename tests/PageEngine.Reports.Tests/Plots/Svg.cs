using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PageEngine.Reports.Tests;

/// <summary>An SVG document, taken apart.</summary>
internal sealed partial class Svg
{
    internal Svg(string text)
    {
        Text = text;
        Root = XDocument.Parse(text).Root!;
    }

    internal string Text { get; }

    internal XElement Root { get; }

    internal IEnumerable<XElement> Shapes => Root.Elements().Where(element => element.Name.LocalName != "text");

    internal IEnumerable<string> Labels => Root.Elements()
        .Where(element => element.Name.LocalName == "text")
        .Select(element => element.Value);

    /// <summary>The shapes that show data: all but grid and axes.</summary>
    internal IEnumerable<XElement> Data => Shapes.Where(shape =>
        shape.Attribute("class")?.Value is { } name && !name.Contains("grid") && !name.Contains("axis"));

    internal static Svg Of(ReportPlot plot, int width = PlotImage.DefaultWidth, int height = PlotImage.DefaultHeight) =>
        new(PlotImage.ToSvg(plot, width, height));

    /// <summary>The numbers of a shape's geometry.</summary>
    internal static double[] NumbersOf(XElement shape) =>
        [.. Number().Matches(shape.Attribute("d")?.Value ?? "")
            .Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"-?\d+(\.\d+)?(e[-+]?\d+)?")]
    private static partial Regex Number();
}
