using System.Text.RegularExpressions;
using System.Xml.Linq;
using SkiaSharp;

namespace PageEngine.Reports.Tests;

public sealed partial class PlotImageTests
{
    public static TheoryData<string, double[]> Values => new()
    {
        { "nothing", [] },
        { "one point", [5] },
        { "one missing point", [double.NaN] },
        { "all missing", [double.NaN, double.NaN, double.NaN] },
        { "gaps", [1, double.NaN, 3, double.PositiveInfinity, 2, double.NegativeInfinity, 4, 5] },
        { "constant zero", [0, 0, 0, 0] },
        { "constant", [7, 7, 7, 7] },
        { "negative", [-3, -2, -5, 1] },
        { "huge", [0, double.MaxValue, 1e307, double.MaxValue] },
        { "huge of both signs", [double.MinValue, double.MaxValue, 0] },
        { "tiny", [double.Epsilon, 0, 1e-300, 1e-310] },
        { "very different", [1e-9, 1, 1e9, 1e18] },
        { "many", [.. Enumerable.Range(0, 250).Select(i => Math.Sin(i) * i)] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Any_values_make_a_drawing_within_its_bounds(string what, double[] values)
    {
        foreach (ReportPlot plot in PlotSamples.OfAllKinds("name", values))
        {
            var svg = Svg.Of(plot);
            Assert.DoesNotContain("NaN", svg.Text);
            Assert.DoesNotContain("∞", svg.Text);
            Assert.DoesNotContain("Infinity", svg.Text);
            Assert.NotEmpty(svg.Shapes);
            foreach (XElement shape in svg.Shapes)
            {
                Assert.All(Svg.NumbersOf(shape), number => Assert.True(
                    number is > -20 and < 13_000, $"{what}, {plot.GetType().Name}: {number} is out of the drawing"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Data_that_is_there_is_drawn_and_data_that_is_not_is_said_to_be_missing(string what, double[] values)
    {
        bool isThere = values.Any(value => double.IsFinite(value) && value > 0);
        var svg = Svg.Of(PlotSamples.Line(values));
        Assert.True(svg.Data.Any() == values.Any(double.IsFinite), what);
        Assert.Equal(!values.Any(double.IsFinite), svg.Labels.Contains("no samples"));
        var bars = Svg.Of(new BarPlot("bars", PlotSamples.Memory, [.. values.Select((_, i) => "c" + i)],
            [new PlotBars("a", values)]));
        Assert.True(bars.Data.Any() == isThere, what);
    }

    [Fact]
    public void Drawings_hold_nothing_that_could_collide_or_be_fetched()
    {
        foreach (ReportPlot plot in PlotSamples.OfAllKinds("name", [1, 2, 3]))
        {
            string svg = PlotImage.ToSvg(plot);
            Assert.DoesNotMatch(Reference(), svg);
            Assert.DoesNotContain("font-family=\"DejaVu", svg);
            Assert.Contains("font-family=\"system-ui, sans-serif\"", svg);
        }
    }

    [Fact]
    public void Every_colour_is_of_the_palette_so_a_page_can_change_it()
    {
        foreach (ReportPlot plot in PlotSamples.OfAllKinds("name", [1, 2, double.NaN, 3]))
        {
            foreach (XElement element in Svg.Of(plot).Root.Elements())
            {
                string classes = element.Attribute("class")?.Value ?? "";
                foreach (string attribute in new[] { "fill", "stroke" })
                {
                    string? value = element.Attribute(attribute)?.Value;
                    Assert.True(
                        value is null or "none" || classes.Split(' ').Any(name => name[0] == attribute[0]),
                        $"{plot.GetType().Name}: {element}");
                }
            }
        }
    }

    [Fact]
    public void Hostile_names_are_text_and_nothing_else()
    {
        foreach (string name in Tables.HostileNames)
        {
            foreach (ReportPlot plot in PlotSamples.OfAllKinds(name, [1, 2, 3]))
            {
                var svg = Svg.Of(plot);
                Assert.All(svg.Root.DescendantNodes(), node => Assert.True(node is XElement or XText, node.ToString()));
                Assert.DoesNotContain(svg.Root.Descendants(), element => element.Name.LocalName == "script");
                Assert.DoesNotContain('\u202E', svg.Text);
                Assert.DoesNotContain('\0', svg.Text);
            }
        }
    }

    [Fact]
    public void Long_names_are_shortened_and_leave_room_for_the_data()
    {
        string name = new('w', 400);
        var svg = Svg.Of(new HeatPlot(
            "heat", PlotAxis.Time, PlotSamples.Memory, [new HeatRow(name, [0, 1], [5])]));
        Assert.Contains(svg.Labels, label => label.EndsWith('…') && label.Length < 50);
        Assert.True(Svg.NumbersOf(svg.Data.First()).Max() > 900);
    }

    [Fact]
    public void Gaps_part_a_line_and_a_lone_point_is_a_dot()
    {
        var svg = Svg.Of(PlotSamples.Line([1, 2, double.NaN, 3, double.NaN, 4, 5]));
        Assert.Equal(2, svg.Data.Count(shape => shape.Name.LocalName == "path"));
        Assert.Single(svg.Data, shape => shape.Name.LocalName is "circle" or "ellipse");
    }

    [Fact]
    public void A_spike_in_a_line_of_a_million_points_is_drawn()
    {
        double[] values = new double[1_000_000];
        values[777_777] = 100;
        var svg = Svg.Of(PlotSamples.Line(values));
        double[] numbers = Svg.NumbersOf(svg.Data.Single());
        Assert.True(numbers.Length < 10_000);
        Assert.True(numbers.Where((_, i) => i % 2 == 1).Min() < 100, "the line reaches up");
    }

    [Fact]
    public void The_same_plot_gives_the_same_bytes()
    {
        foreach (ReportPlot plot in PlotSamples.OfAllKinds("name", [1, 2, 3]))
        {
            Assert.Equal(PlotImage.ToSvg(plot), PlotImage.ToSvg(plot));
            Assert.Equal(PlotImage.ToPng(plot), PlotImage.ToPng(plot));
        }
    }

    [Theory]
    [InlineData(PlotTheme.Light)]
    [InlineData(PlotTheme.Dark)]
    public void A_picture_has_the_colours_of_its_theme(PlotTheme theme)
    {
        foreach (ReportPlot plot in PlotSamples.OfAllKinds("guest <1> 页面", [1, 2, 4, 3]))
        {
            using var picture = SKBitmap.Decode(PlotImage.ToPng(plot, theme, scale: 1));
            HashSet<SKColor> colors = [.. picture.Pixels];
            Assert.Equal(PlotImage.DefaultWidth + 32, picture.Width);
            Assert.Contains(ToSkia(Palette.Ground, theme), colors);
            bool hasData = Palette.All.Except([Palette.Ground, Palette.Grid, Palette.Axis, Palette.Ink, Palette.Muted])
                .Any(color => colors.Contains(ToSkia(color, theme)));
            Assert.True(hasData, $"{plot.GetType().Name} has no colour of data");
        }
    }

    [Fact]
    public void Pictures_are_written_whole()
    {
        using Scratch scratch = new();
        RunFile png = PlotImage.WritePng(PlotSamples.Line([1, 2]), scratch.Directory, "a.png");
        RunFile svg = PlotImage.WriteSvg(PlotSamples.Line([1, 2]), scratch.Directory, "a.svg");
        Assert.Equal(["a.png", "a.svg"], scratch.Names);
        Assert.Equal(new FileInfo(scratch.File("a.png")).Length, png.Bytes);
        Assert.Equal(new FileInfo(scratch.File("a.svg")).Length, svg.Bytes);
    }

    [Fact]
    public void Plots_whose_parts_do_not_fit_are_refused_with_their_title()
    {
        PlotAxis y = PlotSamples.Memory;
        PlotAxis x = PlotAxis.Time;
        Refuse(new LinePlot("title", x, y, [new PlotLine("a", [1, 2], [1])]));
        Refuse(new LinePlot("title", x, y, [new PlotLine("a", [2, 1], [1, 2])]));
        Refuse(new LinePlot("title", x, y, [new PlotLine("a", [1], [1]) { Lows = [1] }]));
        Refuse(new LinePlot("title", x, y, [new PlotLine("a", [1], [1]) { Lows = [1], Highs = [] }]));
        Refuse(new AreaPlot("title", x, y, [1, 2], [new PlotArea("a", [1])]));
        Refuse(new HeatPlot("title", x, y, [new HeatRow("a", [1], [1])]));
        Refuse(new BarPlot("title", y, ["a"], [new PlotBars("b", [1, 2])]));
        Refuse(new HistogramPlot("title", x, y, [1, 2], [1, 2]));
        Refuse(new StatePlot("title", x, [], [new StateRow("a", [new StateSpan(0, 1, 0)])]));
        Refuse(new BarPlot("title", y, [.. PlotSamples.Count(501).Select(i => "c" + i)], []) { IsStacked = true });
        Assert.Throws<ArgumentOutOfRangeException>(() => PlotImage.ToSvg(PlotSamples.Line([1]), width: 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => PlotImage.ToPng(PlotSamples.Line([1]), scale: 100));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => PlotImage.ToPng(PlotSamples.Line([1]), scale: 4, width: 8192, height: 8192));

        static void Refuse(ReportPlot plot) => Assert.Contains(
            "'title'", Assert.Throws<ArgumentException>(() => PlotImage.ToSvg(plot)).Message);
    }

    private static SKColor ToSkia(PaletteColor color, PlotTheme theme) => new(0xFF00_0000 | color.Of(theme));

    [GeneratedRegex("""\b(id|href|src|style|on\w+)\s*=|url\(|<image|<style|<script""")]
    private static partial Regex Reference();
}
