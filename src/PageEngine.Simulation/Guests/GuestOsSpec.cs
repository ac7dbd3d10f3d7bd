using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>The operating system in a machine, as far as its memory goes.</summary>
public sealed record GuestOsSpec
{
    /// <summary>The name of the image that the guest was installed from; guests of one image hold the same system pages.</summary>
    public string? Image { get; init; }

    /// <summary>The memory that the kernel keeps from boot on; it is never reclaimed.</summary>
    public ByteSize Kernel { get; init; } = ByteSize.FromMiB(16);

    /// <summary>The part of the kernel's pages, and of file pages of the image, that equal the image's, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double ImageShare { get; init; } = 0.7;

    /// <summary>The pages that the guest keeps free, as a part of its memory, 0 to below 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double FreeReserve { get; init; } = 0.01;

    /// <summary>The guest's swap on its virtual disk; nothing for a guest that cannot swap.</summary>
    public ByteSize Swap { get; init; }

    /// <summary>The virtual disk that files and swap are on.</summary>
    public StorageSpec Disk { get; init; } = StorageSpec.Ssd;

    /// <summary>Whether all memory is zeroed at boot, as some systems do.</summary>
    public bool ZeroMemoryAtBoot { get; init; }

    /// <summary>The time that a task runs before another gets its turn, above 0.</summary>
    public SimTime TimeSlice { get; init; } = SimTime.FromMilliseconds(4);
}
