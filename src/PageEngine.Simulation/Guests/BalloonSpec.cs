using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>The balloon driver in a guest.</summary>
public sealed record BalloonSpec
{
    /// <summary>Whether the guest has one.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How the driver behaves.</summary>
    public BalloonBehaviour Behaviour { get; init; }

    /// <summary>The most that the balloon takes, as a part of the guest's memory, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double Cap { get; init; } = 0.65;

    /// <summary>The pages that the driver moves in a second, 1 or more.</summary>
    [JsonConverter(typeof(CountRateConverter))]
    public long PagesPerSecond { get; init; } = 65_536;

    /// <summary>The time between two steps of the driver, above 0.</summary>
    public SimTime Interval { get; init; } = SimTime.FromMilliseconds(100);

    /// <summary>Whether the driver gives pages back when the guest would run out of memory otherwise.</summary>
    public bool DeflateOnOutOfMemory { get; init; } = true;

    /// <summary>Whether the guest reports pages that it freed, so that the host takes them back at once.</summary>
    public bool FreePageReporting { get; init; }
}
