using System.Text.RegularExpressions;

namespace PageEngine.Reports.Tests;

public sealed partial class HtmlReportTests
{
    [Fact]
    public void A_page_forbids_itself_to_fetch_anything_and_names_nothing_to_fetch()
    {
        string html = Page("Plain").ToHtml();
        Assert.Contains(
            "<meta http-equiv=\"Content-Security-Policy\" "
            + "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">",
            html);
        Assert.DoesNotContain("http:", html);
        Assert.DoesNotContain("https:", html);
        Assert.DoesNotContain("url(", html);
        Assert.DoesNotContain("@import", html);
        Assert.DoesNotContain("src=", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<link", html);
        Assert.All(Href().Matches(html), match => Assert.StartsWith("href=\"#", match.Value));
    }

    [Fact]
    public void Hostile_texts_are_escaped_wherever_they_stand()
    {
        foreach (string name in Tables.HostileNames)
        {
            string html = Page(name).ToHtml();
            Assert.DoesNotContain("<script", html);
            Assert.DoesNotContain("<b>a</b>", html);
            Assert.DoesNotContain("<!-- ", html);
            Assert.DoesNotContain('\0', html);
            Assert.DoesNotContain('\u202E', html);
            Assert.DoesNotContain('\u001b', html);
            AssertTagsAreOurs(html);
        }
    }

    [Fact]
    public void Each_plot_has_a_title_a_caption_and_words_for_those_who_do_not_see()
    {
        string html = Page("Guests & co").ToHtml();
        int plots = Count(html, "<svg ");
        Assert.Equal(4, plots);
        Assert.Equal(plots, Count(html, "role=\"img\" aria-label=\""));
        Assert.Equal(plots, Count(html, "<figcaption>"));
        Assert.Contains("Guests &amp; co. simulated time (s) from 0 s to 2 s; memory (KiB).", html);
        Assert.Contains("at most 12 KiB, at the end 12 KiB.", html);
        Assert.Contains("<html lang=\"en\">", html);
        Assert.All(LabelledBy().Matches(html), match => Assert.Contains($" id=\"{match.Groups[1].Value}\"", html));
    }

    [Fact]
    public void Ids_are_different()
    {
        string[] ids = [.. Id().Matches(Page("x").ToHtml()).Select(match => match.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Both_grounds_and_print_are_thought_of()
    {
        string html = new HtmlReport("x").ToHtml();
        Assert.Contains("@media screen and (prefers-color-scheme:dark)", html);
        Assert.Contains("@media print", html);
    }

    [Fact]
    public void A_group_has_one_legend()
    {
        string html = Page("x").ToHtml();
        Assert.Equal(2, Count(html, "<ul class=\"legend\">"));
    }

    [Fact]
    public void A_table_with_a_row_of_another_length_is_refused()
    {
        ReportSection section = new HtmlReport("x").AddSection("y");
        Assert.Throws<ArgumentException>(() => section.AddTable(new ReportTable("", [new("a"), new("b")], [["1"]])));
    }

    [Fact]
    public void A_report_without_sections_is_a_page()
    {
        string html = new HtmlReport("Nothing").ToHtml();
        Assert.Contains("<h1>Nothing</h1>", html);
        Assert.EndsWith("</html>\n", html);
    }

    private static HtmlReport Page(string name)
    {
        HtmlReport report = new(name) { Subtitle = name, Footer = name };
        LinePlot plot = new(name, PlotAxis.Time, PlotSamples.Memory, [new PlotLine(name, [0, 1, 2], [1, 2, 3])])
        {
            Caption = name,
        };
        report.AddSection(name)
            .AddNote(name)
            .AddFigures(new SummaryFigure(name, name, name))
            .AddTable(new ReportTable(name, [new(name), new(name, IsNumber: true)], [[name, name]]))
            .AddPlot(plot)
            .AddPlots(name, name, [plot, plot, plot]);
        report.AddSection("second");
        report.AddSection("third");
        return report;
    }

    private static void AssertTagsAreOurs(string html)
    {
        string[] known =
        [
            "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p", "nav", "ul",
            "li", "a", "main", "section", "dl", "div", "dt", "dd", "small", "table", "caption", "thead", "tr", "th",
            "tbody", "td", "figure", "figcaption", "b", "span", "i", "svg", "path", "rect", "ellipse", "circle", "text",
            "footer",
        ];
        Assert.All(Tag().Matches(html), match => Assert.Contains(match.Groups[1].Value, known));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    [GeneratedRegex("</?([^ >\n]+)")]
    private static partial Regex Tag();

    [GeneratedRegex("href=\"[^\"]*")]
    private static partial Regex Href();

    [GeneratedRegex(" id=\"[^\"]*\"")]
    private static partial Regex Id();

    [GeneratedRegex("aria-labelledby=\"([^\"]*)\"")]
    private static partial Regex LabelledBy();
}
