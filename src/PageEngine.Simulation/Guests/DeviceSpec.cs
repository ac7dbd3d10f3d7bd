using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>A device of a machine as it takes part in moves: its state, and what is in its buffers when the processors stop.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Name">The name, one of its kind in the machine; up to 64 bytes in UTF-8.</param>
public sealed record DeviceSpec(string Name)
{
    /// <summary>What the device is to a move.</summary>
    public DeviceKind Kind { get; init; }

    /// <summary>The state that is sent while the processors stand still, at least a byte.</summary>
    public ByteSize State { get; init; } = ByteSize.FromKiB(4);

    /// <summary>What is in the device's buffers at that moment.</summary>
    public ByteSize Buffered { get; init; }

    /// <summary>What becomes of the buffers.</summary>
    public DeviceBuffers Buffers { get; init; }

    /// <summary>How fast buffers are drained, in bytes a second, 1 or more.</summary>
    [JsonConverter(typeof(ByteRateConverter))]
    public long DrainBytesPerSecond { get; init; } = 550_000_000;

    /// <summary>What taking a <see cref="DeviceKind.Replaceable"/> device out of the guest takes before the move begins.</summary>
    public SimTime UnplugTime { get; init; } = SimTime.FromMilliseconds(500);
}
