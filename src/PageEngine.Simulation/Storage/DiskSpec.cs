using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>A virtual disk as it takes part in moves of its machine: where it lies, and how fast its blocks change.</summary>
/// <remarks>
/// The files and the swap of the guest are on the disk of <see cref="GuestOsSpec.Disk"/>, which is shared. Immutable.
/// </remarks>
/// <param name="Name">The name, one of its kind in the machine.</param>
/// <param name="Size">The size, at least a block.</param>
public sealed record DiskSpec(string Name, ByteSize Size)
{
    /// <summary>Whether all hosts reach it (network storage): then it stays where it is and is redirected to the new host.</summary>
    public bool IsShared { get; init; } = true;

    /// <summary>What is tracked and copied as a whole: a power of two from 4 KiB to 64 MiB.</summary>
    public ByteSize BlockSize { get; init; } = ByteSize.FromKiB(64);

    /// <summary>The part of the blocks, from the first on, that were ever written: others are neither read nor copied.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double UsedShare { get; init; } = 1;

    /// <summary>The blocks that the guest writes in a second, each at a random place in <see cref="WrittenShare"/>.</summary>
    [JsonConverter(typeof(FrequencyConverter))]
    public double WritesPerSecond { get; init; }

    /// <summary>The part of the disk, from the first block on, that the guest writes.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double WrittenShare { get; init; } = 1;

    internal ulong Blocks => Size.Bytes / BlockSize.Bytes;

    /// <summary>What a bitmap of the blocks takes in bytes: a bit each.</summary>
    internal ulong BitmapBytes => (Blocks + 7) / 8;
}
