using System.Globalization;

namespace PageEngine.Reports;

/// <summary>Moves and their rounds in tables.</summary>
internal static class MoveTables
{
    private const int RoundsAtMost = 40;
    private const int MovesAtMost = 200;

    /// <summary>A row for each move.</summary>
    /// <param name="moves">The moves.</param>
    /// <param name="what">What the first column is.</param>
    internal static ReportTable Overview(IReadOnlyList<MoveRecord> moves, string what) => new(
        "",
        [
            new(what),
            new("Outcome"),
            new("Total time", IsNumber: true),
            new("Downtime", IsNumber: true),
            new("Rounds", IsNumber: true),
            new("Sent", IsNumber: true),
            new("Guest time lost", IsNumber: true),
            new("Faults", IsNumber: true),
            new("Longest wait", IsNumber: true),
        ],
        [.. moves.Take(MovesAtMost).Select(static move => new[]
        {
            move.Name,
            move.Reason.Length == 0 ? move.Outcome : $"{move.Outcome}: {move.Reason}",
            Seconds(move.TotalSeconds),
            move.Succeeded ? Seconds(move.DowntimeSeconds) : "–",
            Count(move.Rounds.Count),
            Bytes(move.Bytes),
            move.GuestSecondsLost is { } lost ? Seconds(lost) : "–",
            Count(move.PostCopyFaults),
            move.PostCopyFaults > 0 ? Seconds(move.LongestFaultSeconds) : "–",
        })]);

    /// <summary>What was expected of each move beside what came.</summary>
    internal static ReportTable Expectations(IReadOnlyList<MoveRecord> moves) => new(
        "Expected before the first move began, and what came",
        [
            new("Machine"),
            new("From"),
            new("To"),
            new("Begin, expected", IsNumber: true),
            new("Begin", IsNumber: true),
            new("Total time, expected", IsNumber: true),
            new("Total time", IsNumber: true),
            new("Downtime, expected", IsNumber: true),
            new("Downtime", IsNumber: true),
            new("Sent, expected", IsNumber: true),
            new("Sent", IsNumber: true),
        ],
        [.. moves.Where(static move => move.Expected is not null).Take(MovesAtMost).Select(static move => new[]
        {
            move.Machine,
            move.From,
            move.To,
            move.Expected!.BeginSeconds is { } begin ? Seconds(begin) : "–",
            Seconds(move.BeginSeconds),
            Seconds(move.Expected.TotalSeconds),
            Seconds(move.TotalSeconds),
            Seconds(move.Expected.DowntimeSeconds),
            Seconds(move.DowntimeSeconds),
            Bytes(move.Expected.Bytes),
            Bytes(move.Bytes),
        })]);

    /// <summary>The rounds of each move, and what became of its pages, time and bytes.</summary>
    internal static void AddRounds(HtmlReport report, IReadOnlyList<MoveRecord> moves)
    {
        MoveRecord[] some = [.. moves.Where(static move => move.Rounds.Count > 0 || move.Pages.Count > 0)];
        if (some.Length == 0)
        {
            return;
        }

        ReportSection section = report.AddSection("Moves in figures");
        section.AddTable(Parts("Pages sent, by form", some, static move => move.Pages, Count));
        AddIfAny(section, "Bytes saved, by technique", some, static move => move.Saved, Bytes);
        section.AddTable(Parts("Downtime, by part", some, static move => move.Downtime, Seconds));
        AddIfAny(section, "Guest time known to be lost, by reason", some, static move => move.Lost, Seconds);
        foreach (MoveRecord move in some.Where(static move => move.Rounds.Count > 0))
        {
            section.AddTable(Rounds(move));
        }
    }

    private static void AddIfAny(
        ReportSection section, string caption, MoveRecord[] moves, Func<MoveRecord, IReadOnlyList<MovePart>> of,
        Func<double, string> format)
    {
        if (moves.Any(move => of(move).Any(static part => part.Value > 0)))
        {
            section.AddTable(Parts(caption, moves, of, format));
        }
    }

    private static ReportTable Parts(
        string caption, MoveRecord[] moves, Func<MoveRecord, IReadOnlyList<MovePart>> of, Func<double, string> format)
    {
        string[] names = NamesOf(moves.SelectMany(of));
        return new ReportTable(
            caption,
            [new("Move"), .. names.Select(static name => new ReportTableColumn(Capital(name), IsNumber: true))],
            [.. moves.Take(MovesAtMost).Select(move => (string[])
            [
                move.Name,
                .. names.Select(name => format(SumOf(of(move), name))),
            ])]);
    }

    private static ReportTable Rounds(MoveRecord move)
    {
        string[] forms = NamesOf(move.Rounds.SelectMany(static round => round.Pages));
        string caption = move.Rounds.Count > RoundsAtMost
            ? $"{move.Name}: the first {RoundsAtMost} of {move.Rounds.Count} rounds"
            : $"{move.Name}: rounds";
        return new ReportTable(
            caption,
            [
                new("Round", IsNumber: true),
                new("Begin", IsNumber: true),
                new("Time", IsNumber: true),
                new("Sent", IsNumber: true),
                .. forms.Select(static form => new ReportTableColumn($"Pages, {form}", IsNumber: true)),
                new("Bandwidth", IsNumber: true),
                new("Dirtied", IsNumber: true),
                new("Dirty rate", IsNumber: true),
                new("Left", IsNumber: true),
                new("Downtime expected", IsNumber: true),
                new("Throttled", IsNumber: true),
            ],
            [.. move.Rounds.Take(RoundsAtMost).Select(round => Row(round, forms))]);
    }

    private static string[] Row(MoveRound round, string[] forms) =>
    [
        Count(round.Number),
        Seconds(round.BeginSeconds),
        Seconds(round.Seconds),
        Bytes(round.Bytes),
        .. forms.Select(form => Count(SumOf(round.Pages, form))),
        QuantityText.Format(round.BytesPerSecond, PlotQuantity.BytesPerSecond),
        Count(round.DirtiedPages),
        QuantityText.Format(
            round.Seconds > 0 ? round.DirtiedPages / round.Seconds : double.NaN, PlotQuantity.PerSecond),
        QuantityText.Format(round.LeftPages, PlotQuantity.Pages),
        Seconds(round.ExpectedDowntimeSeconds),
        string.Create(CultureInfo.InvariantCulture, $"{round.ThrottlePercent} %"),
    ];

    /// <summary>The names of the parts that there are; what no move has is left out.</summary>
    private static string[] NamesOf(IEnumerable<MovePart> parts) =>
        [.. parts.Where(static part => part.Value != 0).Select(static part => part.Name).Distinct()];

    private static double SumOf(IReadOnlyList<MovePart> parts, string name) =>
        parts.Where(part => part.Name == name).Sum(static part => part.Value);

    private static string Capital(string name) =>
        name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    private static string Seconds(double seconds) => QuantityText.Format(seconds, PlotQuantity.Seconds);

    private static string Bytes(double bytes) => QuantityText.Format(bytes, PlotQuantity.Bytes);

    private static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
