using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Table;

/// <summary>The table for people, and the same for programs.</summary>
internal static class TableWriter
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    internal static string Json(TableOptions options, PageMixture mixture, IReadOnlyList<TableRow> rows) =>
        JsonSerializer.Serialize(
            new
            {
                Machine = Machine(),
                Runs = options.Runs,
                Pages = mixture.PageCount,
                mixture.DuplicatePages,
                mixture.DistinctContents,
                Rows = rows,
            },
            JsonOptions) + "\n";

    internal static string Text(TableOptions options, IReadOnlyList<TableRow> rows)
    {
        string[] header = ["figure", "ours", "peer or limit", "ratio", "target", "reached"];
        string[][] cells = [header, .. rows.Select(Cells)];
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => cells.Max(row => row[column].Length))];
        var text = new StringBuilder();
        text.Append($"{Machine()}; {options.Size}, medians of {options.Runs} runs\n\n");
        for (int i = 0; i < cells.Length; i++)
        {
            AppendLine(text, cells[i], widths);
            if (i == 0)
                AppendLine(text, [.. widths.Select(width => new string('-', width))], widths);
        }

        foreach (TableRow row in rows.Where(row => row.Note != null))
            text.Append($"\n{row.Figure}: {row.Note}");
        return text.Append('\n').ToString();
    }

    private static void AppendLine(StringBuilder text, string[] cells, int[] widths)
    {
        text.Append('|');
        for (int i = 0; i < cells.Length; i++)
            text.Append(' ').Append(cells[i].PadRight(widths[i])).Append(" |");
        text.Append('\n');
    }

    private static string[] Cells(TableRow row) =>
    [
        row.Figure,
        $"{Number(row.Ours)} {row.Unit}",
        PeerCell(row),
        row.Ratio is { } ratio ? Number(ratio) : "-",
        row.Target.Length > 0 ? row.Target : "-",
        row.Reached switch { true => "yes", false => "no", null => "-" },
    ];

    private static string PeerCell(TableRow row)
    {
        if (row.PeerName == null)
            return "-";
        return row.Peer is { } peer ? $"{row.PeerName} {Number(peer)} {row.Unit}" : $"{row.PeerName}: none";
    }

    /// <summary>Three digits that count; whole numbers as they are.</summary>
    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("#,##0"),
        >= 10 => value.ToString("0.0"),
        >= 1 => value.ToString("0.00"),
        0 => "0",
        _ => value.ToString("0.000"),
    };

    private static string Machine()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? model = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        string cpu = model?[(model.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        string system = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
        return $"{Environment.ProcessorCount} x {cpu}, {system}";
    }
}
