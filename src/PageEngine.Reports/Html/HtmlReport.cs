using System.Text;

namespace PageEngine.Reports;

/// <summary>A report in one HTML file that needs nothing else: no network, no script, no font.</summary>
/// <remarks>
/// <para>Plots are SVG in the page. It follows the reader's choice of a light or dark ground and can be printed. A
/// policy in its head forbids it to fetch anything. All texts are escaped. The same report gives the same bytes.</para>
/// <para>Not thread-safe.</para>
/// </remarks>
public sealed class HtmlReport
{
    private readonly List<ReportSection> _sections = [];

    /// <summary>An empty report.</summary>
    /// <param name="title">The title.</param>
    public HtmlReport(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        Title = title;
    }

    /// <summary>The title.</summary>
    public string Title { get; }

    /// <summary>A sentence under the title; empty for none.</summary>
    public string Subtitle { get; set; } = "";

    /// <summary>A line at the foot of the page: by what it was made; empty for none.</summary>
    public string Footer { get; set; } = "";

    /// <summary>The sections, in order.</summary>
    public IReadOnlyList<ReportSection> Sections => _sections;

    /// <summary>Adds a section.</summary>
    /// <param name="heading">Its heading.</param>
    /// <returns>The section, to be filled.</returns>
    public ReportSection AddSection(string heading)
    {
        ArgumentNullException.ThrowIfNull(heading);
        ReportSection section = new(heading);
        _sections.Add(section);
        return section;
    }

    /// <summary>The page.</summary>
    /// <exception cref="ArgumentException">The parts of a plot do not fit each other.</exception>
    public string ToHtml() => new HtmlWriter().Write(this);

    /// <summary>Writes the page into a directory, whole or not at all.</summary>
    /// <param name="directory">The directory; it is made if it is not there.</param>
    /// <param name="name">The name of the file.</param>
    /// <exception cref="IOException">The file cannot be written; the message says which and why.</exception>
    /// <exception cref="ArgumentException">The parts of a plot do not fit each other.</exception>
    public RunFile Write(string directory, string name = "report.html")
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return OutputFile.WriteWhole(directory, name, Encoding.UTF8.GetBytes(ToHtml()));
    }
}
