using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>A disk as its users see it: requests wait in line, are served some at a time, and take time.</summary>
public sealed record StorageSpec
{
    /// <summary>A disk of 7200 revolutions a minute: about 8 ms to a random place, 160 MB/s, one request at a time.</summary>
    public static StorageSpec HardDisk { get; } = new()
    {
        ReadLatency = SimTime.FromMilliseconds(8),
        WriteLatency = SimTime.FromMilliseconds(8),
        BytesPerSecond = 160_000_000,
        Channels = 1,
    };

    /// <summary>A SATA solid-state disk: about 90 us to read, 550 MB/s, 8 requests at a time.</summary>
    public static StorageSpec Ssd { get; } = new()
    {
        ReadLatency = SimTime.FromMicroseconds(90),
        WriteLatency = SimTime.FromMicroseconds(40),
        BytesPerSecond = 550_000_000,
        Channels = 8,
    };

    /// <summary>An NVMe disk: about 80 us to read, 20 us to write, 3.2 GB/s, 32 requests at a time.</summary>
    public static StorageSpec Nvme { get; } = new()
    {
        ReadLatency = SimTime.FromMicroseconds(80),
        WriteLatency = SimTime.FromMicroseconds(20),
        BytesPerSecond = 3_200_000_000,
        Channels = 32,
    };

    /// <summary>The time from the begin of service to the first byte read.</summary>
    public SimTime ReadLatency { get; init; }

    /// <summary>The time from the begin of service until a write of no length is safe.</summary>
    public SimTime WriteLatency { get; init; }

    /// <summary>The bytes that all channels together move in a second, 1 or more.</summary>
    [JsonConverter(typeof(ByteRateConverter))]
    public long BytesPerSecond { get; init; } = 550_000_000;

    /// <summary>The requests that are served at a time, 1 to 1024.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>The probability that a read fails, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double ReadFailureRate { get; init; }

    /// <summary>The probability that a write fails, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double WriteFailureRate { get; init; }
}
