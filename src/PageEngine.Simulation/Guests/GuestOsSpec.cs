using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>The operating system in a machine, as far as its memory goes.</summary>
public sealed record GuestOsSpec
{
    /// <summary>The name of the image that the guest was installed from; guests of one image hold the same system pages.</summary>
    public string? Image { get; init; }

    /// <summary>The memory that the kernel keeps from boot on; it is never reclaimed.</summary>
    public ByteSize Kernel { get; init; } = ByteSize.FromMiB(16);

    /// <summary>What the kernel keeps beside that for each page that the machine is configured with, in bytes, 0 to 4095.</summary>
    /// <remarks>
    /// Descriptors and hash tables are sized at boot, and a balloon does not make them smaller: why a guest that is
    /// ballooned to some size has less left than one of that size (Waldspurger, OSDI 2002, section 3.3). The default is
    /// Linux's on x86-64: 64 for the page descriptor (include/linux/mm_types.h, struct page), 4 for the hash table of
    /// directory entries (fs/dcache.c: a bucket of 8 bytes for 8 KiB) and 2 for that of inodes (fs/inode.c: for 16 KiB).
    /// </remarks>
    public int KernelBytesPerPage { get; init; } = 70;

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

    /// <summary>The pages that the kernel keeps in a machine of a size.</summary>
    internal ulong KernelPagesIn(ulong memoryPages) =>
        Kernel.Pages + (ulong)((UInt128)memoryPages * (uint)KernelBytesPerPage / Page.Size);
}
