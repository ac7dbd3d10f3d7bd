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
          const texts = [...svg.querySelectorAll('text')].map(text => {
            const own = text.getBBox();
            const [right, bottom] = [own.x + own.width, own.y + own.height];
            return { left: own.x, right, top: own.y, bottom, text: text.textContent };
          });
          const faults = [];
          texts.forEach((one, i) => {
            if (one.left < -1 || one.right > area.width + 1) faults.push(one.text + ' leaves the plot');
            texts.slice(0, i).forEach(other => {
              const x = Math.min(one.right, other.right) - Math.max(one.left, other.left);
              const y = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
              if (x > 0.5 && y > 4) faults.push(one.text + ' lies on ' + other.text);
            });
          });
          const label = svg.getAttribute('aria-label');
          return { label, width: box.width, height: box.height, shapes: drawn.length, faults };
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
