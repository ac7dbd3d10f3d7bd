namespace PageEngine.Reports.Tests;

/// <summary>Small tables for tests of sinks.</summary>
internal static class Tables
{
    /// <summary>Names that have broken report writers.</summary>
    internal static readonly string[] HostileNames =
    [
        "<script>alert(1)</script>",
        "\"quoted\", 'too'",
        "two\nlines\r\nand a\ttab",
        "a,b;c|d",
        "=cmd|' /C calc'!A0",
        "größe 页面 🐧 \u0301",
        "]]>--><!-- &amp; & \\ \0 \u001b[31m",
        "\u202Ereversed",
        " spaces at both ends ",
        "",
    ];

    internal static SeriesSchema Small { get; } = new("small",
    [
        new("time", ColumnType.Number, "s", "When.") { Role = ColumnRole.Time },
        new("name", ColumnType.Text, "", "Who.") { Role = ColumnRole.Key },
        new("count", ColumnType.WholeNumber, "pages", "How many."),
        new("rate", ColumnType.Number, "1/s", "How fast.") { IsOptional = true },
        new("state", ColumnType.Text, "", "In which state."),
    ]);

    /// <summary>Rows for <see cref="Small"/>: hostile names, numbers of all sizes, every third rate missing.</summary>
    internal static IReadOnlyList<(double Time, string Name, long Count, double? Rate, string State)> Rows { get; } =
    [
        .. Enumerable.Range(0, 40).Select(i => (
            i * 0.1,
            HostileNames[i % HostileNames.Length],
            i switch { 0 => long.MinValue, 1 => long.MaxValue, 2 => 0L, _ => 1L << i },
            i % 3 == 0 ? null : (double?)(i % 2 == 0 ? 1e300 / (i + 1) : 1.0 / 3 / i),
            i % 4 == 0 ? "hard" : "soft")),
    ];

    internal static void Write(ISeriesSink sink)
    {
        sink.Begin(Small);
        SeriesRow row = Small.CreateRow();
        foreach ((double time, string name, long count, double? rate, string state) in Rows)
        {
            row.SetNumber(0, time);
            row.SetText(1, name);
            row.SetWholeNumber(2, count);
            if (rate is { } known)
            {
                row.SetNumber(3, known);
            }
            else
            {
                row.SetMissing(3);
            }

            row.SetText(4, state);
            sink.Append(row);
        }

        sink.Complete();
    }
}
