using System.Globalization;
using System.Xml.Linq;

namespace PageEngine.Reports.Tests;

public sealed class PlotLooksTests
{
    [Fact]
    public void Stacked_areas_reach_from_one_to_the_next()
    {
        AreaPlot plot = new("areas", PlotAxis.Time, new PlotAxis("n", PlotQuantity.Number), [0, 1], [
            new PlotArea("low", [2, 2]), new PlotArea("none", [0, 0]), new PlotArea("high", [2, 2])]);
        var svg = Svg.Of(plot);
        double[] low = HeightsOf(svg, "f-blue");
        double[] high = HeightsOf(svg, "f-green");
        Assert.Equal(low.Min(), high.Max(), 0.02);
        Assert.Equal(low.Max() - low.Min(), high.Max() - high.Min(), 0.02);
        Assert.DoesNotContain(svg.Data, shape => shape.Attribute("class")!.Value == "f-vermilion");
    }

    [Fact]
    public void Steps_hold_a_value_until_the_next()
    {
        var svg = Svg.Of(PlotSamples.Line([0, 4, 4, 0], style: PlotLineStyle.Step));
        double[] numbers = Svg.NumbersOf(svg.Data.Single());
        for (int i = 2; i < numbers.Length; i += 2)
        {
            Assert.True(numbers[i] == numbers[i - 2] || numbers[i + 1] == numbers[i - 1], "upright or level");
        }
    }

    [Fact]
    public void A_band_reaches_from_the_least_to_the_greatest()
    {
        LinePlot plot = new("band", PlotAxis.Time, new PlotAxis("n", PlotQuantity.Number), [
            new PlotLine("a", [0, 1, 2], [5, 5, 5]) { Lows = [0, 5, 5], Highs = [5, 5, 10] }]);
        var svg = Svg.Of(plot);
        double[] band = HeightsOf(svg, "f-blue");
        Assert.Equal(28, band.Min(), 0.5);
        Assert.Equal(276, band.Max(), 0.5);
    }

    [Fact]
    public void Broken_lines_are_many_pieces()
    {
        var svg = Svg.Of(PlotSamples.Line([3, 3], style: PlotLineStyle.Dashed));
        Assert.InRange(svg.Data.Single().Attribute("d")!.Value.Count(letter => letter == 'M'), 80, 120);
    }

    [Fact]
    public void States_of_a_moment_in_a_long_run_keep_a_slice()
    {
        StateSpan[] spans = [.. Enumerable.Range(0, 20_001)
            .Select(i => new StateSpan(i, i + 1, i % 2000 == 1000 ? 1 : 0))];
        PlotState[] states = [new("high", PlotColor.Level0), new("low", PlotColor.Level4)];
        var svg = Svg.Of(new StatePlot("states", PlotAxis.Time, states, [new("host", spans)]));
        XElement low = svg.Data.Single(shape => shape.Attribute("class")!.Value == "f-level4");
        Assert.Equal(10, low.Attribute("d")!.Value.Count(letter => letter == 'M'));
    }

    [Fact]
    public void Heat_shows_the_strongest_of_cells_that_are_merged()
    {
        double[] values = new double[50_000];
        values[31_415] = 9;
        HeatRow row = new("guest", PlotSamples.Count(50_001), values);
        var svg = Svg.Of(new HeatPlot("heat", PlotAxis.Time, PlotSamples.Memory, [row]));
        Assert.Single(svg.Data, shape => shape.Attribute("class")!.Value == "f-heat6");
    }

    [Fact]
    public void Bars_are_as_long_as_their_values_and_say_them()
    {
        BarPlot plot = new("bars", PlotAxis.Time with { Label = "downtime" }, ["pre-copy", "post-copy"], [
            new PlotBars("total", [0.2, 0.1])]);
        var svg = Svg.Of(plot);
        Assert.Contains("200 ms", svg.Labels);
        Assert.Contains("100 ms", svg.Labels);
        double[][] bars = [.. svg.Data.Single().Attribute("d")!.Value.Split('M', StringSplitOptions.RemoveEmptyEntries)
            .Select(bar => Svg.NumbersOf(new XElement("path", new XAttribute("d", bar))))];
        Assert.Equal(2, bars.Length);
        Assert.Equal(2, LengthOf(bars[0]) / LengthOf(bars[1]), 0.01);

        static double LengthOf(double[] corners) => corners.Max() - corners.Where((_, i) => i % 2 == 0).Min();
    }

    [Theory]
    [InlineData(1040, 320)]
    [InlineData(510, 230)]
    [InlineData(336, 180)]
    [InlineData(120, 120)]
    public void Labels_do_not_overlap_and_stay_in_the_drawing(int width, int height)
    {
        double[][] samples =
        [
            [1, 2, 3], [12_582_912, 5], [0.001, 0.002], [1e15, 3e17], [0], [-5, 5], [1e300, -1e300],
        ];
        foreach (double[] sample in samples)
        {
            foreach (ReportPlot plot in PlotSamples.OfAllKinds("a name of some length", sample))
            {
                AssertApart(plot, Svg.Of(plot, width, height));
            }
        }
    }

    private static void AssertApart(ReportPlot plot, Svg svg)
    {
        double width = double.Parse(svg.Root.Attribute("width")!.Value, CultureInfo.InvariantCulture);
        List<(double Left, double Right, double Y, string Text)> boxes = [];
        foreach (XElement text in svg.Root.Elements().Where(element => element.Name.LocalName == "text"))
        {
            double x = double.Parse(text.Attribute("x")!.Value, CultureInfo.InvariantCulture);
            double y = double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture);
            double length = TextFit.WidthOf(text.Value) * 0.9;
            double left = text.Attribute("text-anchor")?.Value switch
            {
                "middle" => x - (length / 2),
                "end" => x - length,
                _ => x,
            };
            boxes.Add((left, left + length, y, text.Value));
        }

        for (int i = 0; i < boxes.Count; i++)
        {
            Assert.True(
                boxes[i].Left > -12 && boxes[i].Right < width + 12,
                $"{plot.GetType().Name}: '{boxes[i].Text}' leaves a drawing of {width}");
            for (int j = 0; j < i; j++)
            {
                bool apart = Math.Abs(boxes[i].Y - boxes[j].Y) >= 11
                    || boxes[i].Left >= boxes[j].Right || boxes[j].Left >= boxes[i].Right;
                Assert.True(apart, $"{plot.GetType().Name}, {width}: '{boxes[i].Text}' lies on '{boxes[j].Text}'");
            }
        }
    }

    private static double[] HeightsOf(Svg svg, string colorClass) =>
        [.. Svg.NumbersOf(svg.Data.First(shape => shape.Attribute("class")!.Value == colorClass))
            .Where((_, i) => i % 2 == 1)];
}
