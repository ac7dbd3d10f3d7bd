using System.Globalization;
using System.Text;

namespace PageEngine.Reports;

/// <summary>Writes one report as a page. Used once; not thread-safe.</summary>
internal sealed class HtmlWriter
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

    private readonly StringBuilder _html = new();
    private int _plotCount;

    internal string Write(HtmlReport report)
    {
        _html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        _html.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n");
        _html.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        _html.Append("<meta name=\"color-scheme\" content=\"light dark\">\n");
        _html.Append($"<title>{HtmlText.Escape(report.Title)}</title>\n<style>\n{HtmlStyle.Sheet}</style>\n</head>\n");
        _html.Append($"<body>\n<header>\n<h1>{HtmlText.Escape(report.Title)}</h1>\n");
        AppendParagraph("lead", report.Subtitle);
        _html.Append("</header>\n");
        AppendContents(report.Sections);
        _html.Append("<main>\n");
        for (int i = 0; i < report.Sections.Count; i++)
        {
            AppendSection(report.Sections[i], i + 1);
        }

        _html.Append("</main>\n");
        if (report.Footer.Length > 0)
        {
            _html.Append($"<footer>{HtmlText.Escape(report.Footer)}</footer>\n");
        }

        return _html.Append("</body>\n</html>\n").ToString();
    }

    private void AppendContents(IReadOnlyList<ReportSection> sections)
    {
        if (sections.Count < 3)
        {
            return;
        }

        _html.Append("<nav aria-label=\"Contents\">\n<ul>\n");
        for (int i = 0; i < sections.Count; i++)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#s{i + 1}\">");
            _html.Append(HtmlText.Escape(sections[i].Heading)).Append("</a></li>\n");
        }

        _html.Append("</ul>\n</nav>\n");
    }

    private void AppendSection(ReportSection section, int number)
    {
        _html.Append(CultureInfo.InvariantCulture, $"<section id=\"s{number}\" aria-labelledby=\"h{number}\">\n");
        _html.Append(CultureInfo.InvariantCulture, $"<h2 id=\"h{number}\">");
        _html.Append(HtmlText.Escape(section.Heading)).Append("</h2>\n");
        foreach (ReportElement element in section.Elements)
        {
            switch (element)
            {
                case ReportElement.Note note:
                    AppendParagraph("note", note.Text);
                    break;
                case ReportElement.Figures figures:
                    AppendFigures(figures.Items);
                    break;
                case ReportElement.Table table:
                    AppendTable(table.Content);
                    break;
                case ReportElement.Plots plots:
                    AppendPlots(plots);
                    break;
            }
        }

        _html.Append("</section>\n");
    }

    private void AppendParagraph(string cssClass, string text)
    {
        if (text.Length > 0)
        {
            _html.Append($"<p class=\"{cssClass}\">{HtmlText.Escape(text)}</p>\n");
        }
    }

    private void AppendFigures(IReadOnlyList<SummaryFigure> figures)
    {
        _html.Append("<dl class=\"figures\">\n");
        foreach (SummaryFigure figure in figures)
        {
            _html.Append($"<div><dt>{HtmlText.Escape(figure.Label)}</dt><dd>{HtmlText.Escape(figure.Value)}");
            if (figure.Note.Length > 0)
            {
                _html.Append($"<small>{HtmlText.Escape(figure.Note)}</small>");
            }

            _html.Append("</dd></div>\n");
        }

        _html.Append("</dl>\n");
    }

    private void AppendTable(ReportTable table)
    {
        _html.Append("<div class=\"wide\" tabindex=\"0\">\n<table>\n");
        if (table.Caption.Length > 0)
        {
            _html.Append($"<caption>{HtmlText.Escape(table.Caption)}</caption>\n");
        }

        _html.Append("<thead><tr>");
        foreach (ReportTableColumn column in table.Columns)
        {
            _html.Append($"<th scope=\"col\"{ClassOf(column)}>{HtmlText.Escape(column.Heading)}</th>");
        }

        _html.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            _html.Append("<tr>");
            for (int i = 0; i < row.Count; i++)
            {
                _html.Append($"<td{ClassOf(table.Columns[i])}>{HtmlText.Escape(row[i])}</td>");
            }

            _html.Append("</tr>\n");
        }

        _html.Append("</tbody>\n</table>\n</div>\n");
    }

    private static string ClassOf(ReportTableColumn column) => column.IsNumber ? " class=\"n\"" : "";

    private void AppendPlots(ReportElement.Plots plots)
    {
        string id = $"p{(++_plotCount).ToString(CultureInfo.InvariantCulture)}";
        (DrawingSize size, string layout) = plots switch
        {
            { IsGroup: false } or { Items.Count: 1 } => (DrawingSize.Wide, "one"),
            { Items.Count: <= 4 } => (DrawingSize.Half, "two"),
            _ => (DrawingSize.Third, "three"),
        };
        PlotDrawing[] drawings = [.. plots.Items.Select(plot => PlotComposer.Compose(plot, size, PlotTheme.Light))];
        string tag = plots.IsGroup ? "div role=\"group\"" : "figure";
        _html.Append($"<{tag} class=\"plots\" aria-labelledby=\"{id}\">\n");
        _html.Append($"<h3 id=\"{id}\">{HtmlText.Escape(plots.Title)}</h3>\n");
        AppendLegend(drawings);
        _html.Append($"<div class=\"{layout}\">\n");
        for (int i = 0; i < drawings.Length; i++)
        {
            AppendDrawing(drawings[i], plots.IsGroup ? plots.Items[i].Title : null, drawings[i].Units);
        }

        _html.Append("</div>\n");
        if (plots.IsGroup)
        {
            AppendParagraph("caption", plots.Caption);
        }
        else
        {
            _html.Append($"<figcaption>{HtmlText.Escape(plots.Caption)} ");
            _html.Append($"<span>{HtmlText.Escape(drawings[0].Units)}</span></figcaption>\n");
        }

        _html.Append($"</{(plots.IsGroup ? "div" : "figure")}>\n");
        foreach (PlotDrawing drawing in drawings)
        {
            drawing.Dispose();
        }
    }

    private void AppendDrawing(PlotDrawing drawing, string? title, string units)
    {
        if (title is null)
        {
            _html.Append(SvgWriter.Write(drawing));
            return;
        }

        _html.Append($"<figure>\n<figcaption><b>{HtmlText.Escape(title)}</b> ");
        _html.Append($"<span class=\"heard\">{HtmlText.Escape(units)}</span></figcaption>\n");
        _html.Append(SvgWriter.Write(drawing)).Append("</figure>\n");
    }

    // One legend for all plots of a group: what has the same name and colour is the same thing.
    private void AppendLegend(PlotDrawing[] drawings)
    {
        LegendEntry[] entries = [.. drawings.SelectMany(static drawing => drawing.Legend).Distinct()];
        if (entries.Length == 0)
        {
            return;
        }

        _html.Append("<ul class=\"legend\">\n");
        foreach (LegendEntry entry in entries)
        {
            string mark = entry.Mark switch
            {
                LegendMark.Line => "line",
                LegendMark.Dashes => "dashes",
                _ => "patch",
            };
            _html.Append($"<li><i class=\"{mark} c-{entry.Color.Token}\"></i>{HtmlText.Escape(entry.Name)}</li>\n");
        }

        _html.Append("</ul>\n");
    }
}
