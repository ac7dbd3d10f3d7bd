namespace PageEngine.Reports;

/// <summary>The table <c>guests</c>: one row for each guest and sample, and where its columns stand.</summary>
/// <remarks>Thread-safe: everything is fixed.</remarks>
public static class GuestTable
{
    /// <summary>The simulated time of the sample. In seconds.</summary>
    public const int TimeSeconds = 0;

    /// <summary>The name of the host that the guest is on.</summary>
    public const int Host = 1;

    /// <summary>The name of the guest, different from that of every other guest of the run.</summary>
    public const int Guest = 2;

    /// <summary>The state of the guest's life cycle.</summary>
    public const int Lifecycle = 3;

    /// <summary>Memory that the guest believes to have. In pages.</summary>
    public const int ConfiguredPages = 4;

    /// <summary>Frames that the guest is entitled to by shares, limits and use. In pages.</summary>
    public const int EntitlementPages = 5;

    /// <summary>Pages of the guest that are in frames of the host. In pages.</summary>
    public const int ResidentPages = 6;

    /// <summary>Resident pages of the guest whose frame is shared. In pages.</summary>
    public const int SharedPages = 7;

    /// <summary>Pages of the guest that are zero and need no frame. In pages.</summary>
    public const int ZeroPages = 8;

    /// <summary>Pages that the host wants in the guest's balloon. In pages.</summary>
    public const int BalloonTargetPages = 9;

    /// <summary>Pages that are in the guest's balloon. In pages.</summary>
    public const int BalloonPages = 10;

    /// <summary>Pages of the guest that are in the compression cache. In pages.</summary>
    public const int CompressedPages = 11;

    /// <summary>Pages of the guest that are on the host's swap device. In pages.</summary>
    public const int SwappedPages = 12;

    /// <summary>Estimated pages that the guest touches. In pages.</summary>
    public const int WorkingSetPages = 13;

    /// <summary>Pages that the guest's system calls free. In pages.</summary>
    public const int GuestFreePages = 14;

    /// <summary>Pages of the guest's page cache. In pages.</summary>
    public const int GuestCachePages = 15;

    /// <summary>Pages that the guest has swapped out to its own disk. In pages.</summary>
    public const int GuestSwapPages = 16;

    /// <summary>Faults that the host's swap device or compression cache served. Per second.</summary>
    public const int MajorFaultsPerSecond = 17;

    /// <summary>Faults on pages that were reclaimed a short time before. Per second.</summary>
    public const int RefaultsPerSecond = 18;

    /// <summary>Faults that the guest's own swap had to serve. Per second.</summary>
    public const int GuestFaultsPerSecond = 19;

    /// <summary>Pages that the guest swapped out while the host had swapped them. Per second.</summary>
    public const int DoublePagingPerSecond = 20;

    /// <summary>Share of time that the guest's processors waited for memory, 0 to 1.</summary>
    public const int StallShare = 21;

    /// <summary>Units of work that the guest's workloads finished. Per second.</summary>
    public const int WorkPerSecond = 22;

    /// <summary>The table, for the sinks.</summary>
    public static SeriesSchema Schema { get; } = new("guests",
    [
        new("timeSeconds", ColumnType.Number, "s", "The simulated time of the sample.") { Role = ColumnRole.Time },
        new("host", ColumnType.Text, "", "The name of the host that the guest is on."),
        new(
            "guest", ColumnType.Text, "",
            "The name of the guest, different from that of every other guest of the run.") { Role = ColumnRole.Key },
        new("lifecycle", ColumnType.Text, "", "The state of the guest's life cycle."),
        new("configuredPages", ColumnType.WholeNumber, "pages", "Memory that the guest believes to have."),
        new(
            "entitlementPages", ColumnType.WholeNumber, "pages",
            "Frames that the guest is entitled to by shares, limits and use."),
        new("residentPages", ColumnType.WholeNumber, "pages", "Pages of the guest that are in frames of the host."),
        new("sharedPages", ColumnType.WholeNumber, "pages", "Resident pages of the guest whose frame is shared."),
        new("zeroPages", ColumnType.WholeNumber, "pages", "Pages of the guest that are zero and need no frame."),
        new("balloonTargetPages", ColumnType.WholeNumber, "pages", "Pages that the host wants in the guest's balloon."),
        new("balloonPages", ColumnType.WholeNumber, "pages", "Pages that are in the guest's balloon."),
        new(
            "compressedPages", ColumnType.WholeNumber, "pages",
            "Pages of the guest that are in the compression cache."),
        new("swappedPages", ColumnType.WholeNumber, "pages", "Pages of the guest that are on the host's swap device."),
        new("workingSetPages", ColumnType.WholeNumber, "pages", "Estimated pages that the guest touches."),
        new("guestFreePages", ColumnType.WholeNumber, "pages", "Pages that the guest's system calls free."),
        new("guestCachePages", ColumnType.WholeNumber, "pages", "Pages of the guest's page cache."),
        new("guestSwapPages", ColumnType.WholeNumber, "pages", "Pages that the guest has swapped out to its own disk."),
        new(
            "majorFaultsPerSecond", ColumnType.Number, "1/s",
            "Faults that the host's swap device or compression cache served."),
        new("refaultsPerSecond", ColumnType.Number, "1/s", "Faults on pages that were reclaimed a short time before."),
        new("guestFaultsPerSecond", ColumnType.Number, "1/s", "Faults that the guest's own swap had to serve."),
        new(
            "doublePagingPerSecond", ColumnType.Number, "1/s",
            "Pages that the guest swapped out while the host had swapped them."),
        new(
            "stallShare", ColumnType.Number, "share",
            "Share of time that the guest's processors waited for memory, 0 to 1."),
        new("workPerSecond", ColumnType.Number, "1/s", "Units of work that the guest's workloads finished."),
    ]);
}
