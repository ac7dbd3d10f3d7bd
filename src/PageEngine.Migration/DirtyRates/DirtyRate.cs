namespace PageEngine.Migration;

/// <summary>A measured dirty rate.</summary>
/// <param name="Pages">The different pages dirtied in the period; an estimate may have a fraction.</param>
/// <param name="PeriodNanoseconds">The length of the period.</param>
public readonly record struct DirtyRate(double Pages, long PeriodNanoseconds)
{
    /// <summary>The different pages dirtied a second; 0 for a period without length.</summary>
    /// <remarks>A longer period gives a lower rate: pages that are written again count once.</remarks>
    public double PagesPerSecond => PeriodNanoseconds > 0 ? Pages * (Nanoseconds.PerSecond / PeriodNanoseconds) : 0;

    /// <summary>The bytes of the different pages dirtied a second.</summary>
    public double BytesPerSecond => PagesPerSecond * Page.Size;
}
