namespace PageEngine.Reports;

/// <summary>What an axis measures. It decides which unit its labels are in.</summary>
public enum PlotQuantity
{
    /// <summary>Plain numbers: 12, 3.5k, 2M.</summary>
    Number,

    /// <summary>Pages of 4096 bytes, shown as KiB, MiB, GiB.</summary>
    Pages,

    /// <summary>Bytes, shown as KiB, MiB, GiB.</summary>
    Bytes,

    /// <summary>Seconds, shown as ns, µs, ms, s, min, h, d.</summary>
    Seconds,

    /// <summary>Shares of a whole, 0 to 1, shown in per cent.</summary>
    Share,

    /// <summary>Things per second.</summary>
    PerSecond,

    /// <summary>Bytes per second, shown as KiB/s, MiB/s, GiB/s.</summary>
    BytesPerSecond,
}
