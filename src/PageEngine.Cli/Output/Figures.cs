using System.Globalization;
using PageEngine.Simulation;

namespace PageEngine.Cli;

/// <summary>Writes numbers for people.</summary>
internal static class Figures
{
    internal static string Count(ulong value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count that was estimated, to the nearest one.</summary>
    internal static string Count(double value) => Math.Round(value).ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A text, or as much of its end as there is room for.</summary>
    internal static string EndOf(string text, int most) => text.Length <= most ? text : "…" + text[^(most - 1)..];

    internal static string Percent(double part, double whole) =>
        whole == 0 ? "-" : (part / whole * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A number of things: <c>1 host</c>, <c>19 hosts</c>.</summary>
    internal static string Counted(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>Pages as the memory that they are.</summary>
    internal static string Memory(ulong pages) => pages == 0 ? "-" : $"{ByteSize.FromPages(pages)}";

    /// <summary>A time in milliseconds, or in seconds from one second on.</summary>
    internal static string Time(SimTime time)
    {
        double milliseconds = time.TotalMilliseconds;
        return Math.Abs(milliseconds) < 1000
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0#} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.00} s");
    }

    internal static string Pages(ulong count) => $"{Count(count)} {(count == 1 ? "page" : "pages")}";

    internal static string Bytes(ulong count) => $"{Count(count)} {(count == 1 ? "byte" : "bytes")}";

    /// <summary>How long a number of pages took, and how fast that was.</summary>
    internal static string Speed(ulong pages, double seconds)
    {
        double gigabytes = pages * (double)Page.Size / 1e9 / Math.Max(seconds, 1e-9);
        string text = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s, {gigabytes:0.0} GB/s");
        return $"{Pages(pages)} ({ByteSize.FromPages(pages)}) in {text}";
    }
}
