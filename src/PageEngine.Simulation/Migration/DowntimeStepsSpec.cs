using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>A downtime limit that is relaxed in steps while a move does not end, as OpenStack Nova does it.</summary>
/// <remarks>The limits are those of <see cref="DowntimeSchedule.Nova"/>, for the machine's memory. Immutable.</remarks>
public sealed record DowntimeStepsSpec
{
    /// <summary>The highest limit, at least a millisecond.</summary>
    public SimTime Limit { get; init; } = SimTime.FromMilliseconds(500);

    /// <summary>The steps after the first limit, 1 or more.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>The whole seconds between two steps for each GB of memory, 1 or more.</summary>
    public int SecondsPerGigabyte { get; init; } = 75;

    internal string? Mistake =>
        Limit < SimTime.FromMilliseconds(1) || Limit > SimTime.FromSeconds(int.MaxValue / 1000)
            ? "a downtime limit that is relaxed is a millisecond or more"
        : Steps < 1 || SecondsPerGigabyte < 1 ? "a downtime limit is relaxed in one step or more, a second or more apart"
        : null;

    internal DowntimeSchedule ScheduleFor(ByteSize memory)
    {
        ulong gigabytes = Math.Max(1, (memory.Bytes + (1UL << 30) - 1) >> 30);
        return DowntimeSchedule.Nova((int)Limit.TotalMilliseconds, Steps, SecondsPerGigabyte, (int)gigabytes);
    }
}
