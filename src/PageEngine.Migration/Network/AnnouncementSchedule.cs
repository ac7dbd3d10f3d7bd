namespace PageEngine.Migration;

/// <summary>When a guest that has moved announces its new port to the network.</summary>
/// <remarks>
/// Source: QEMU, <c>net/announce.c</c> and the parameters <c>announce-initial</c>, <c>announce-max</c>,
/// <c>announce-rounds</c>, <c>announce-step</c>: the first announcement goes out at once, the next after the initial
/// delay, and each delay is longer than the one before it by a step, up to the most. Not changed after construction.
/// </remarks>
public sealed record AnnouncementSchedule
{
    /// <summary>The announcements; 5 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Rounds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 5;

    /// <summary>The delay before the second announcement in milliseconds; 50 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long InitialMilliseconds { get; init => field = NotNegative(value); } = 50;

    /// <summary>What each delay adds to the one before it, in milliseconds; 100 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long StepMilliseconds { get; init => field = NotNegative(value); } = 100;

    /// <summary>The longest delay in milliseconds; 550 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxMilliseconds { get; init => field = NotNegative(value); } = 550;

    /// <summary>The time of an announcement after the guest runs on the destination, in milliseconds.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such announcement.</exception>
    public long TimeOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Rounds);
        long time = 0;
        for (int i = 0; i < index; i++)
        {
            time += Math.Min(InitialMilliseconds + (i * StepMilliseconds), MaxMilliseconds);
        }

        return time;
    }

    private static long NotNegative(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return value;
    }
}
