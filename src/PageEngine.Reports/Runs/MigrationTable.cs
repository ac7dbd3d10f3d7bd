namespace PageEngine.Reports;

/// <summary>The table <c>migrations</c>: one row for each move and sample, and where its columns stand.</summary>
/// <remarks>Thread-safe: everything is fixed.</remarks>
public static class MigrationTable
{
    /// <summary>The simulated time of the sample. In seconds.</summary>
    public const int TimeSeconds = 0;

    /// <summary>Which move of the run it is, from 1.</summary>
    public const int Number = 1;

    /// <summary>The name of the machine.</summary>
    public const int Machine = 2;

    /// <summary>The name of the host that it leaves.</summary>
    public const int Source = 3;

    /// <summary>The name of the host that it goes to.</summary>
    public const int Destination = 4;

    /// <summary>Where the move stands.</summary>
    public const int Stage = 5;

    /// <summary>Pages that are still to be sent. In pages.</summary>
    public const int PagesLeft = 6;

    /// <summary>Bytes that have crossed since the move began. In bytes.</summary>
    public const int Bytes = 7;

    /// <summary>Bytes that crossed in a second since the last sample. Per second.</summary>
    public const int BytesPerSecond = 8;

    /// <summary>Share of time that the guest's processors are held, 0 to 1.</summary>
    public const int ThrottleShare = 9;

    /// <summary>Rounds that have ended.</summary>
    public const int Rounds = 10;

    /// <summary>Pages that the machine touched on its new host before they came. In pages.</summary>
    public const int PostCopyFaults = 11;

    /// <summary>The table, for the sinks.</summary>
    public static SeriesSchema Schema { get; } = new("migrations",
    [
        new("timeSeconds", ColumnType.Number, "s", "The simulated time of the sample.") { Role = ColumnRole.Time },
        new("move", ColumnType.WholeNumber, "", "Which move of the run it is, from 1."),
        new("machine", ColumnType.Text, "", "The name of the machine.") { Role = ColumnRole.Key },
        new("source", ColumnType.Text, "", "The name of the host that it leaves."),
        new("destination", ColumnType.Text, "", "The name of the host that it goes to."),
        new("stage", ColumnType.Text, "", "Where the move stands."),
        new("pagesLeft", ColumnType.WholeNumber, "pages", "Pages that are still to be sent, as far as is known."),
        new("bytes", ColumnType.WholeNumber, "bytes", "Bytes that have crossed since the move began."),
        new("bytesPerSecond", ColumnType.Number, "bytes/s", "Bytes that crossed in a second since the last sample."),
        new("throttleShare", ColumnType.Number, "share", "Share of time that the guest's processors are held, 0 to 1."),
        new("rounds", ColumnType.WholeNumber, "", "Rounds that have ended."),
        new(
            "postCopyFaults", ColumnType.WholeNumber, "pages",
            "Pages that the machine touched on its new host before they came."),
    ]);
}
