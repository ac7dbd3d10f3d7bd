namespace PageEngine.Migration;

/// <summary>A downtime limit that holds from a time on.</summary>
/// <param name="AtSeconds">The time since the migration began, in whole seconds.</param>
/// <param name="LimitMilliseconds">The limit from then on, in whole milliseconds.</param>
public readonly record struct DowntimeStep(int AtSeconds, int LimitMilliseconds);
