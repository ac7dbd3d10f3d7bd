using SkiaSharp;

namespace PageEngine.Reports.Tests;

public sealed class BrowserTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Theory]
    [InlineData(1, 13)]
    [InlineData(3, 19)]
    [InlineData(19, 50)]
    public void Every_plot_is_drawn_no_label_lies_on_another_and_nothing_is_fetched(int guests, int plotsAtLeast)
    {
        using var browser = Chromium.FindOrSkip();
        string html = new SampleRun { Guests = guests }.ToReport().ToHtml();
        var page = DrawnPage.Measure(browser, html, _scratch, "--window-size=1160,1000");
        Assert.InRange(page.Plots.Count, plotsAtLeast, 200);
        Assert.All(page.Plots, AssertDrawn);
        Assert.Empty(page.Fetched);
        Assert.False(page.IsDark);
    }

    [Theory]
    [InlineData("--window-size=1160,1000")]
    [InlineData("--window-size=420,900")]
    public void Every_plot_of_a_comparison_of_moves_is_drawn(string window)
    {
        using var browser = Chromium.FindOrSkip();
        string html = MoveComparisonReport.Compose(SampleMoves.Input()).ToHtml();
        var page = DrawnPage.Measure(browser, html, _scratch, window);
        Assert.InRange(page.Plots.Count, 20, 40);
        Assert.All(page.Plots, AssertDrawn);
        Assert.Empty(page.Fetched);
    }

    [Fact]
    public void Plots_of_every_kind_with_hostile_names_are_drawn_on_a_narrow_page()
    {
        using var browser = Chromium.FindOrSkip();
        HtmlReport report = new(Tables.HostileNames[0]);
        foreach (string name in Tables.HostileNames)
        {
            ReportSection section = report.AddSection(name);
            foreach (ReportPlot plot in PlotSamples.OfAllKinds(name, [1, 2, double.NaN, 3, 5e6]))
            {
                section.AddPlot(plot);
            }

            section.AddPlots(name, name, [.. PlotSamples.OfAllKinds(name, [1, 2, 3])]);
        }

        var page = DrawnPage.Measure(browser, report.ToHtml(), _scratch, "--window-size=420,900");
        Assert.Equal(2 * 12 * Tables.HostileNames.Length, page.Plots.Count);
        Assert.All(page.Plots, AssertDrawn);
        Assert.Empty(page.Fetched);
    }

    [Theory]
    [InlineData(PlotTheme.Light)]
    [InlineData(PlotTheme.Dark)]
    public void The_page_as_it_is_shows_the_colours_of_its_ground(PlotTheme theme)
    {
        using var browser = Chromium.FindOrSkip();
        new SampleRun().ToReport().Write(_scratch.Directory);
        string[] options = theme == PlotTheme.Dark ? ["--force-dark-mode"] : [];
        browser.Draw(_scratch.File("report.html"), _scratch.File("page.png"), 1160, 5000, options);
        using var picture = SKBitmap.Decode(_scratch.File("page.png"));
        Dictionary<SKColor, int> counts = picture.Pixels.CountBy(color => color).ToDictionary();
        AssertSeen(Palette.Ground, 1_000_000);
        AssertSeen(Palette.Of(PlotColor.Blue), 10_000);
        AssertSeen(Palette.Of(PlotColor.Green), 1000);
        AssertSeen(Palette.Of(PlotColor.Faint), 10_000);
        AssertSeen(Palette.Of(PlotColor.Amber), 1000);
        AssertSeen(Palette.Of(PlotColor.Level2), 10);
        AssertSeen(Palette.Of(PlotColor.Level4), 1000);

        void AssertSeen(PaletteColor color, int pixels)
        {
            int seen = counts.GetValueOrDefault(new SKColor(0xFF00_0000 | color.Of(theme)));
            Assert.True(seen >= pixels, $"{color.Token} is on {seen} pixels");
        }
    }

    public void Dispose() => _scratch.Dispose();

    private static void AssertDrawn(DrawnPlot plot)
    {
        Assert.True(plot.Width > 100 && plot.Height > 30, $"{plot.Label}: {plot.Width} by {plot.Height}");
        Assert.True(plot.Shapes > 0, $"{plot.Label}: nothing is drawn");
        Assert.True(plot.Faults.Count == 0, $"{plot.Label}: {string.Join("; ", plot.Faults)}");
    }
}
