namespace PageEngine.Reports.Tests;

public sealed class AxisScaleTests
{
    [Theory]
    [InlineData(PlotQuantity.Pages, 12_582_912, "GiB", "0,8,16,24,32,40,48")]
    [InlineData(PlotQuantity.Pages, 300, "MiB", "0,0.25,0.50,0.75,1.00,1.25")]
    [InlineData(PlotQuantity.Bytes, 700, "B", "0,128,256,384,512,640,768")]
    [InlineData(PlotQuantity.BytesPerSecond, 3.5e9, "GiB/s", "0,1,2,3,4")]
    [InlineData(PlotQuantity.Seconds, 0.25, "ms", "0,50,100,150,200,250")]
    [InlineData(PlotQuantity.Seconds, 3e-6, "µs", "0,0.5,1.0,1.5,2.0,2.5,3.0")]
    [InlineData(PlotQuantity.Seconds, 600, "min", "0,2,4,6,8,10")]
    [InlineData(PlotQuantity.Seconds, 7200, "min", "0,20,40,60,80,100,120")]
    [InlineData(PlotQuantity.Share, 0.87, "%", "0,20,40,60,80,100")]
    [InlineData(PlotQuantity.Share, 2.2, "%", "0,50,100,150,200,250")]
    [InlineData(PlotQuantity.PerSecond, 24_000, "/s", "0,5k,10k,15k,20k,25k")]
    [InlineData(PlotQuantity.Number, 7, "", "0,2,4,6,8")]
    [InlineData(PlotQuantity.Number, 3e6, "", "0,0.5M,1.0M,1.5M,2.0M,2.5M,3.0M")]
    [InlineData(PlotQuantity.Number, 0, "", "0,0.2,0.4,0.6,0.8,1.0")]
    [InlineData(PlotQuantity.Pages, 0, "MiB", "0,0.25,0.50,0.75,1.00")]
    public void Units_and_labels_are_chosen_by_the_data(
        PlotQuantity quantity, double greatest, string unit, string labels)
    {
        DataExtent extent = new();
        extent.Add(greatest);
        AxisScale scale = AxisScale.Rounded(new PlotAxis("x", quantity), extent, 6);
        Assert.Equal(unit, scale.UnitName);
        Assert.Equal(labels, string.Join(',', scale.Ticks.Select(tick => tick.Label)));
        Assert.Equal(0, scale.Place(0));
        Assert.InRange(scale.Place(greatest), 0, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_two_values_make_an_axis_with_few_labels_of_different_texts(int seed)
    {
        Seeded chance = new((ulong)seed);
        for (int i = 0; i < 2000; i++)
        {
            DataExtent extent = new();
            extent.Add(Any(chance));
            extent.Add(Any(chance));
            foreach (PlotQuantity quantity in Enum.GetValues<PlotQuantity>())
            {
                foreach (AxisScale scale in new[]
                {
                    AxisScale.Rounded(new PlotAxis("x", quantity), extent, 6),
                    AxisScale.Exact(new PlotAxis("x", quantity), extent, 6),
                })
                {
                    string where = $"seed {seed}, step {i}, {quantity}, {scale.Low} to {scale.High}";
                    Assert.True(double.IsFinite(scale.Low) && double.IsFinite(scale.High), where);
                    Assert.True(scale.Ticks.Count <= 14, where);
                    Assert.All(scale.Ticks, tick => Assert.True(tick.Position is > -0.001 and < 1.001, where));
                    Assert.True(scale.Place(extent.LowOr(0)) > -1e-8, where);
                    Assert.True(scale.Place(extent.HighOr(0)) < 1 + 1e-8, where);
                    bool isResolved = scale.High - scale.Low > 1e-12 * Math.Max(Math.Abs(scale.Low), scale.High);
                    int different = scale.Ticks.Select(tick => tick.Label).Distinct().Count();
                    Assert.True(!isResolved || different == scale.Ticks.Count, where);
                }
            }
        }
    }

    [Fact]
    public void An_axis_of_values_may_be_given_its_ends()
    {
        DataExtent extent = new();
        extent.Add(3);
        AxisScale scale = AxisScale.Rounded(
            new PlotAxis("x", PlotQuantity.Number) { Minimum = 0, Maximum = 10 }, extent, 5);
        Assert.Equal(0.3, scale.Place(3), 1e-12);
    }

    [Theory]
    [InlineData(0, PlotQuantity.Bytes, "0 MiB")]
    [InlineData(393_216, PlotQuantity.Pages, "1.5 GiB")]
    [InlineData(0.0423, PlotQuantity.Seconds, "42.3 ms")]
    [InlineData(599, PlotQuantity.Seconds, "9.98 min")]
    [InlineData(0.125, PlotQuantity.Share, "12.5 %")]
    [InlineData(-0.0001, PlotQuantity.Share, "-0.01 %")]
    [InlineData(123_456, PlotQuantity.PerSecond, "123k /s")]
    [InlineData(9999, PlotQuantity.Number, "9999")]
    [InlineData(1e300, PlotQuantity.Number, "1e300")]
    [InlineData(double.NaN, PlotQuantity.Pages, "–")]
    [InlineData(double.PositiveInfinity, PlotQuantity.Pages, "–")]
    public void Quantities_are_written_for_people(double value, PlotQuantity quantity, string text) =>
        Assert.Equal(text, QuantityText.Format(value, quantity));

    private static double Any(Seeded chance) => chance.Below(6) switch
    {
        0 => 0,
        1 => chance.Fraction(),
        2 => -chance.Fraction() * 1e6,
        3 => Math.Pow(10, (chance.Fraction() * 600) - 300),
        4 => chance.Below(1000),
        _ => -Math.Pow(10, (chance.Fraction() * 100) - 20),
    };
}
