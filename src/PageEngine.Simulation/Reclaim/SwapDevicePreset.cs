namespace PageEngine.Simulation;

/// <summary>A kind of swap device: what one access takes, and how many it serves at a time.</summary>
/// <remarks>Immutable, so safe for any number of threads.</remarks>
/// <param name="Name">The name, for people and scenarios.</param>
/// <param name="ReadLatency">The time until a read begins to deliver, in nanoseconds.</param>
/// <param name="WriteLatency">The time until a write is taken, in nanoseconds, its bytes left out.</param>
/// <param name="ReadBytesPerSecond">The rate of a long read.</param>
/// <param name="WriteBytesPerSecond">The rate of a long write.</param>
/// <param name="QueueDepth">The accesses that the device works on at a time.</param>
public sealed record SwapDevicePreset(
    string Name, long ReadLatency, long WriteLatency, long ReadBytesPerSecond, long WriteBytesPerSecond, int QueueDepth)
{
    /// <summary>A disk of 7200 revolutions a minute.</summary>
    /// <remarks>
    /// Mean seek 7.4 ms to read and 8.2 ms to write, and half a revolution, 4.16 ms (product manual of a server drive
    /// with 4 TB). 200 MB/s is assumed. One arm: one access at a time.
    /// </remarks>
    public static SwapDevicePreset Disk { get; } =
        new("disk", 11_560_000, 12_360_000, 200_000_000, 200_000_000, QueueDepth: 1);

    /// <summary>A solid-state drive on SATA.</summary>
    /// <remarks>
    /// 560 and 530 MB/s (data sheet of a server drive with 960 GB). Latencies of 120 and 30 µs are assumed, and 11
    /// accesses at a time make of them the 94,000 reads a second of the data sheet.
    /// </remarks>
    public static SwapDevicePreset Ssd { get; } =
        new("ssd", 120_000, 30_000, 560_000_000, 530_000_000, QueueDepth: 11);

    /// <summary>A solid-state drive on PCIe.</summary>
    /// <remarks>
    /// Random access 85 µs to read and 20 µs to write, 3.2 and 1.05 GB/s (data sheet of a server drive with 2 TB, PCIe
    /// 3.0 x4). 42 accesses at a time make of the latency the 490,000 reads a second of the data sheet.
    /// </remarks>
    public static SwapDevicePreset Nvme { get; } =
        new("nvme", 85_000, 20_000, 3_200_000_000, 1_050_000_000, QueueDepth: 42);

    /// <summary>The presets, slowest first.</summary>
    public static IReadOnlyList<SwapDevicePreset> All { get; } = [Disk, Ssd, Nvme];

    /// <summary>The time of one read on an idle device, in nanoseconds, rounded up.</summary>
    /// <param name="bytes">The bytes to read, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bytes is negative.</exception>
    public long ReadTime(long bytes) => ReadLatency + TransferTime(bytes, ReadBytesPerSecond);

    /// <summary>The time of one write on an idle device, in nanoseconds, rounded up.</summary>
    /// <param name="bytes">The bytes to write, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bytes is negative.</exception>
    public long WriteTime(long bytes) => WriteLatency + TransferTime(bytes, WriteBytesPerSecond);

    private static long TransferTime(long bytes, long bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Int128 scaled = (Int128)bytes * PageArithmetic.NanosecondsPerSecond;
        return (long)((scaled + bytesPerSecond - 1) / bytesPerSecond);
    }
}
