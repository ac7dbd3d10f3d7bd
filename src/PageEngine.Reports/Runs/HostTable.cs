namespace PageEngine.Reports;

/// <summary>The table <c>hosts</c>: one row for each host and sample, and where its columns stand.</summary>
/// <remarks>Thread-safe: everything is fixed.</remarks>
public static class HostTable
{
    /// <summary>The simulated time of the sample. In seconds.</summary>
    public const int TimeSeconds = 0;

    /// <summary>The name of the host.</summary>
    public const int Host = 1;

    /// <summary>Frames that the host has. In pages.</summary>
    public const int CapacityPages = 2;

    /// <summary>Frames that nobody uses. In pages.</summary>
    public const int FreePages = 3;

    /// <summary>Frames that one page of a guest maps. In pages.</summary>
    public const int PrivatePages = 4;

    /// <summary>Frames that several pages of guests map. In pages.</summary>
    public const int SharedPages = 5;

    /// <summary>Frames that the compression cache takes. In pages.</summary>
    public const int CompressedPages = 6;

    /// <summary>Frames that the host keeps for itself. In pages.</summary>
    public const int ReservedPages = 7;

    /// <summary>Pages of guests that need no frame of their own because they are shared. In pages.</summary>
    public const int SharingPages = 8;

    /// <summary>Pages of guests that need no frame because they are zero. In pages.</summary>
    public const int ZeroPages = 9;

    /// <summary>Pages that balloons in the guests of the host hold. In pages.</summary>
    public const int BalloonedPages = 10;

    /// <summary>Pages of guests that are on the host's swap device. In pages.</summary>
    public const int SwappedPages = 11;

    /// <summary>The state of the reclaim ladder.</summary>
    public const int State = 12;

    /// <summary>Share of the host's processors that was busy since the last sample, 0 to 1.</summary>
    public const int CpuShare = 13;

    /// <summary>Share of the time since the last sample in which the swap device was busy, 0 to 1.</summary>
    public const int DiskBusyShare = 14;

    /// <summary>Faults of guests that the host had to handle. Per second.</summary>
    public const int FaultsPerSecond = 15;

    /// <summary>Writes to shared frames, each of which made a private copy. Per second.</summary>
    public const int BreaksPerSecond = 16;

    /// <summary>The table, for the sinks.</summary>
    public static SeriesSchema Schema { get; } = new("hosts",
    [
        new("timeSeconds", ColumnType.Number, "s", "The simulated time of the sample.") { Role = ColumnRole.Time },
        new("host", ColumnType.Text, "", "The name of the host.") { Role = ColumnRole.Key },
        new("capacityPages", ColumnType.WholeNumber, "pages", "Frames that the host has."),
        new("freePages", ColumnType.WholeNumber, "pages", "Frames that nobody uses."),
        new("privatePages", ColumnType.WholeNumber, "pages", "Frames that one page of a guest maps."),
        new("sharedPages", ColumnType.WholeNumber, "pages", "Frames that several pages of guests map."),
        new("compressedPages", ColumnType.WholeNumber, "pages", "Frames that the compression cache takes."),
        new("reservedPages", ColumnType.WholeNumber, "pages", "Frames that the host keeps for itself."),
        new(
            "sharingPages", ColumnType.WholeNumber, "pages",
            "Pages of guests that need no frame of their own because they are shared."),
        new("zeroPages", ColumnType.WholeNumber, "pages", "Pages of guests that need no frame because they are zero."),
        new("balloonedPages", ColumnType.WholeNumber, "pages", "Pages that balloons in the guests of the host hold."),
        new("swappedPages", ColumnType.WholeNumber, "pages", "Pages of guests that are on the host's swap device."),
        new("state", ColumnType.Text, "", "The state of the reclaim ladder."),
        new(
            "cpuShare", ColumnType.Number, "share",
            "Share of the host's processors that was busy since the last sample, 0 to 1."),
        new(
            "diskBusyShare", ColumnType.Number, "share",
            "Share of the time since the last sample in which the swap device was busy, 0 to 1."),
        new("faultsPerSecond", ColumnType.Number, "1/s", "Faults of guests that the host had to handle."),
        new("breaksPerSecond", ColumnType.Number, "1/s", "Writes to shared frames, each of which made a private copy."),
    ]);
}
