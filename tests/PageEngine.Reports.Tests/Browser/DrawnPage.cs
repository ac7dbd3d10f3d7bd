using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PageEngine.Reports.Tests;

/// <summary>What a browser made of a page: it measures each plot itself.</summary>
internal sealed partial record DrawnPage(IReadOnlyList<DrawnPlot> Plots, IReadOnlyList<string> Fetched, bool IsDark)
{
    // The page forbids scripts. A copy that allows this one, and nothing else more, is measured in its place.
    private const string Policy = "style-src 'unsafe-inline';";

    private const string Script =
        """
        const plots = [...document.querySelectorAll('svg.plot')].map(svg => {
          const box = svg.getBoundingClientRect();
          const area = svg.viewBox.baseVal;
          const drawn = [...svg.querySelectorAll('path,rect,circle,ellipse')].filter(shape => {
            const own = shape.getBBox();
            const style = getComputedStyle(shape);
            const isData = !/grid|axis/.test(shape.getAttribute('class'));
            return isData && shape.getTotalLength() > 0 && own.width + own.height > 0
              && (style.fill !== 'none' || style.stroke !== 'none');
          });
          const texts = [...svg.querySelectorAll('text')].map(text => ({ box: text.getBBox(), text: text.textContent }));
          const faults = [];
          texts.forEach((one, i) => {
            if (one.box.x < -1 || one.box.x + one.box.width > area.width + 1) faults.push(one.text + ' leaves the plot');
            texts.slice(0, i).forEach(other => {
              const x = Math.min(one.box.x + one.box.width, other.box.x + other.box.width) - Math.max(one.box.x, other.box.x);
              const y = Math.min(one.box.y + one.box.height, other.box.y + other.box.height)
                - Math.max(one.box.y, other.box.y);
              if (x > 0.5 && y > 4) faults.push(one.text + ' lies on ' + other.text);
            });
          });
          return { label: svg.getAttribute('aria-label'), width: box.width, height: box.height, shapes: drawn.length, faults };
        });
        const pre = document.createElement('pre');
        pre.id = 'measured';
        pre.textContent = JSON.stringify({
          plots,
          fetched: performance.getEntriesByType('resource').map(entry => entry.name),
          isDark: matchMedia('(prefers-color-scheme: dark)').matches,
        });
        document.body.append(pre);
        """;

    internal static DrawnPage Measure(Chromium browser, string html, Scratch scratch, params string[] options)
    {
        Assert.Contains(Policy, html);
        string copy = html
            .Replace(Policy, $"{Policy} script-src 'unsafe-inline';", StringComparison.Ordinal)
            .Replace("</body>", $"<script>{Script}</script></body>", StringComparison.Ordinal);
        string path = scratch.File("measured.html");
        File.WriteAllText(path, copy);
        Match measured = Measured().Match(browser.Load(path, options));
        Assert.True(measured.Success, "the page was measured");
        return JsonSerializer.Deserialize<DrawnPage>(
            WebUtility.HtmlDecode(measured.Groups[1].Value), JsonSerializerOptions.Web)!;
    }

    [GeneratedRegex("<pre id=\"measured\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Measured();
}
