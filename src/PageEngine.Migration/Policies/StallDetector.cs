namespace PageEngine.Migration;

/// <summary>Sees that a migration makes no progress any more.</summary>
/// <remarks>
/// <para>
/// Stalled: what is left has not fallen below 0.96 of the best value of a minute ago. Best values are kept for whole
/// seconds, so the memory is bounded; the time of a value is rounded up to them.
/// </para>
/// <para>An instance belongs to one migration and is for one thread at a time.</para>
/// </remarks>
public sealed class StallDetector
{
    private const long SecondNanoseconds = 1_000_000_000;

    private readonly double _factor;

    // The best value known at the end of each of the last seconds; slot s mod length belongs to second s.
    private readonly ulong[] _bestBySecond;
    private readonly int _windowSeconds;
    private long _second = -1;
    private ulong _best = ulong.MaxValue;

    /// <summary>Makes a detector.</summary>
    /// <param name="windowSeconds">How far to look back, in seconds, at least 1; a minute unless given.</param>
    /// <param name="factor">The part of the best value to fall below: over 0, at most 1; 0.96 unless given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public StallDetector(int windowSeconds = 60, double factor = 0.96)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, 1);
        _windowSeconds = windowSeconds;
        _factor = factor;
        _bestBySecond = new ulong[windowSeconds + 1];
    }

    /// <summary>Whether the migration is stalled, as of the last value.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>Tells what is left after a sync.</summary>
    /// <param name="remainingPages">The pages left.</param>
    /// <param name="nowNanoseconds">The time, not before that of the last call nor before 0.</param>
    /// <returns>Whether the migration is stalled.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or runs backwards by a second or more.</exception>
    public bool Record(ulong remainingPages, long nowNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nowNanoseconds);
        long second = (nowNanoseconds + SecondNanoseconds - 1) / SecondNanoseconds;
        ArgumentOutOfRangeException.ThrowIfLessThan(second, _second, nameof(nowNanoseconds));
        // Seconds without a value keep the best from before them.
        for (long s = Math.Max(_second + 1, second - _windowSeconds); s < second; s++)
        {
            _bestBySecond[s % _bestBySecond.Length] = _best;
        }

        _best = Math.Min(_best, remainingPages);
        _bestBySecond[second % _bestBySecond.Length] = _best;
        _second = second;
        if (second < _windowSeconds)
        {
            return IsStalled = false;
        }

        ulong before = _bestBySecond[(second - _windowSeconds) % _bestBySecond.Length];
        return IsStalled = before != ulong.MaxValue && _best >= _factor * before;
    }
}
