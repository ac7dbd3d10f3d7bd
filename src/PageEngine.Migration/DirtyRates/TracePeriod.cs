namespace PageEngine.Migration;

/// <summary>What a guest dirtied in one period of a trace.</summary>
/// <param name="Seconds">The length of the period; over 0.</param>
/// <param name="Bytes">The bytes dirtied in it, each page once.</param>
public readonly record struct TracePeriod(double Seconds, double Bytes);
