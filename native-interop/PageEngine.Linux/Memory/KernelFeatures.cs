namespace PageEngine.Linux;

/// <summary>What this kernel lets this process do with its memory, each found out by trying.</summary>
/// <remarks>Immutable and thread-safe. Trying changes nothing outside of pages of its own.</remarks>
public sealed class KernelFeatures
{
    private static readonly Lazy<KernelFeatures> Probed = new(static () => Probe(KernelRefusals.None));

    private KernelFeatures(KernelRefusals refused)
    {
        Release = ReadRelease();
        MaximumMapCount = ReadMaximumMapCount();
        Pagemap = FeatureProbes.Pagemap(refused);
        UserFault = FeatureProbes.UserFault(refused, out ulong known);
        WriteProtect = FeatureProbes.WriteProtect(UserFault, known, Release);
        AsyncWriteProtect = FeatureProbes.AsyncWriteProtect(refused, UserFault, known, Release);
        PagemapScan = FeatureProbes.PagemapScan(refused, Pagemap, Release);
        SoftDirty = FeatureProbes.SoftDirty(refused, Pagemap, Release);
        MemoryFiles = FeatureProbes.MemoryFiles(Release);
        SamePageMerging = FeatureProbes.SamePageMerging(Release);
        ProcessMerging = FeatureProbes.ProcessMerging(Release);
    }

    /// <summary>The features of the running kernel; found out once.</summary>
    public static KernelFeatures Current => Probed.Value;

    /// <summary>The release of the kernel, such as 6.12.9.</summary>
    public string Release { get; }

    /// <summary>The mappings that a process may have: <c>vm.max_map_count</c>; 65530 where it cannot be read.</summary>
    public int MaximumMapCount { get; }

    /// <summary><c>/proc/self/pagemap</c>.</summary>
    public KernelFeature Pagemap { get; }

    /// <summary>userfaultfd: missing pages are caught.</summary>
    public KernelFeature UserFault { get; }

    /// <summary>userfaultfd: writes are caught, the writer waits (Linux 5.7).</summary>
    public KernelFeature WriteProtect { get; }

    /// <summary>userfaultfd: writes are caught, the writer goes on (Linux 6.7).</summary>
    public KernelFeature AsyncWriteProtect { get; }

    /// <summary>ioctl PAGEMAP_SCAN: written pages are found and protected again in one step (Linux 6.7).</summary>
    public KernelFeature PagemapScan { get; }

    /// <summary>Soft-dirty bits, cleared through <c>/proc/self/clear_refs</c>.</summary>
    public KernelFeature SoftDirty { get; }

    /// <summary>memfd_create: memory that has a file descriptor.</summary>
    public KernelFeature MemoryFiles { get; }

    /// <summary>KSM by MADV_MERGEABLE; whether it runs is another question.</summary>
    public KernelFeature SamePageMerging { get; }

    /// <summary>KSM for all of a process by PR_SET_MEMORY_MERGE (Linux 6.4).</summary>
    public KernelFeature ProcessMerging { get; }

    /// <summary>All features, in the order of the properties.</summary>
    public IReadOnlyList<KernelFeature> All =>
    [
        Pagemap, UserFault, WriteProtect, AsyncWriteProtect, PagemapScan, SoftDirty, MemoryFiles, SamePageMerging,
        ProcessMerging,
    ];

    /// <summary>The tracker that a region gets unless another is asked for.</summary>
    /// <remarks>
    /// Asynchronous write protection costs a fault for the first write to a page and nothing else. Soft-dirty bits cost
    /// the same, but a harvest is not one step. Fingerprints need nothing from the kernel and read every page.
    /// </remarks>
    public TrackerKind BestTracker =>
        WhyNot(TrackerKind.AsyncWriteProtect).Length == 0 ? TrackerKind.AsyncWriteProtect
        : WhyNot(TrackerKind.SoftDirty).Length == 0 ? TrackerKind.SoftDirty
        : TrackerKind.Fingerprints;

    /// <summary>Why a tracker cannot be used, in one line; empty where it can.</summary>
    /// <param name="tracker">The tracker.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tracker is unknown.</exception>
    public string WhyNot(TrackerKind tracker) => tracker switch
    {
        TrackerKind.AsyncWriteProtect => !AsyncWriteProtect.IsAvailable ? AsyncWriteProtect.Reason : PagemapScan.Reason,
        TrackerKind.SoftDirty => SoftDirty.Reason,
        TrackerKind.Fingerprints => "",
        _ => throw new ArgumentOutOfRangeException(nameof(tracker), tracker, "there is no such tracker"),
    };

    internal static KernelFeatures Probe(KernelRefusals refused) => new(refused);

    internal static string ReadRelease() =>
        ReadLine("/proc/sys/kernel/osrelease") ?? Environment.OSVersion.VersionString;

    internal static string? ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int ReadMaximumMapCount()
    {
        // The kernel's default: as many sections as an ELF core can have, less five.
        const int Default = 65530;
        return int.TryParse(ReadLine("/proc/sys/vm/max_map_count"), out int count) && count > 0 ? count : Default;
    }
}
