namespace PageEngine.Migration;

/// <summary>Sees that a prediction goes round in circles: nothing about it changes, and what is left falls no further.</summary>
internal sealed class ProgressWatch
{
    private const int Syncs = 16;
    private const double LeastGain = 0.999;

    private readonly ulong[] _best = new ulong[Syncs];
    private int _count;
    private ulong _fewest = ulong.MaxValue;
    private double _speed = 1;

    /// <summary>The fewest pages that were left after any sync at the present speed of the guest.</summary>
    internal ulong Fewest => _fewest;

    /// <summary>Tells what a sync has left.</summary>
    /// <param name="remainingPages">The pages left.</param>
    /// <param name="speed">The part of its speed at which the guest runs; when it changes, everything starts anew.</param>
    /// <returns>Whether what is left has not fallen by a thousandth in 16 syncs.</returns>
    internal bool Record(ulong remainingPages, double speed)
    {
        if (speed != _speed)
        {
            _speed = speed;
            _count = 0;
            _fewest = ulong.MaxValue;
        }

        _fewest = Math.Min(_fewest, remainingPages);
        ulong before = _best[_count % Syncs];
        _best[_count % Syncs] = _fewest;
        _count++;
        return _count > Syncs && _fewest > LeastGain * before;
    }
}
