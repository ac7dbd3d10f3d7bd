using System.Globalization;

namespace PageEngine.Linux;

/// <summary>The kernel's own merging of equal pages (KSM), as <c>/sys/kernel/mm/ksm</c> shows it.</summary>
/// <remarks>The counts are of the whole system. Which pages it looks at is what programs advise; see
/// <see cref="MappedPageSharer.AdviseKernel"/> for pages that are known to have doubles.</remarks>
public sealed record KernelMerging
{
    private const string Directory = "/sys/kernel/mm/ksm";

    /// <summary>Whether it runs; started by writing 1 into <c>/sys/kernel/mm/ksm/run</c>.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>The frames that pages share.</summary>
    public required ulong PagesShared { get; init; }

    /// <summary>The pages that share them, beyond one for each.</summary>
    public required ulong PagesSharing { get; init; }

    /// <summary>The pages without an equal.</summary>
    public required ulong PagesUnshared { get; init; }

    /// <summary>The pages that changed between two scans.</summary>
    public required ulong PagesVolatile { get; init; }

    /// <summary>The scans of everything that have ended.</summary>
    public required ulong FullScans { get; init; }

    /// <summary>Reads the present state.</summary>
    /// <exception cref="NotSupportedException">This kernel has no KSM, or does not show it.</exception>
    public static KernelMerging Read()
    {
        ulong run = ReadNumber("run")
            ?? throw new NotSupportedException($"{Directory} cannot be read: the kernel is built without CONFIG_KSM");
        return new KernelMerging
        {
            IsRunning = run == 1,
            PagesShared = ReadNumber("pages_shared") ?? 0,
            PagesSharing = ReadNumber("pages_sharing") ?? 0,
            PagesUnshared = ReadNumber("pages_unshared") ?? 0,
            PagesVolatile = ReadNumber("pages_volatile") ?? 0,
            FullScans = ReadNumber("full_scans") ?? 0,
        };
    }

    /// <summary>Whether all of this process' memory is offered for merging, now and later.</summary>
    /// <exception cref="NotSupportedException">This kernel does not allow it; says why.</exception>
    public static bool IsOnForProcess
    {
        get
        {
            int result = MergeCalls.ControlProcess(MergeCalls.GetMemoryMerge, 0, 0, 0, 0);
            return result >= 0 ? result != 0 : throw new NotSupportedException(WhyNot());
        }
    }

    /// <summary>Offers all of this process' memory for merging, or takes the offer and what was merged back.</summary>
    /// <param name="isOn">Which.</param>
    /// <exception cref="NotSupportedException">This kernel does not allow it; says why.</exception>
    public static void SetForProcess(bool isOn)
    {
        if (MergeCalls.ControlProcess(MergeCalls.SetMemoryMerge, isOn ? 1 : 0, 0, 0, 0) != 0)
        {
            throw new NotSupportedException(WhyNot());
        }
    }

    private static string WhyNot()
    {
        int error = Errno.Last;
        KernelFeature feature = KernelFeatures.Current.ProcessMerging;
        return error == Errno.NotPermitted
            ? "merging for a whole process wants CAP_SYS_RESOURCE"
            : feature.IsAvailable ? Errno.Describe(error) : feature.ToString();
    }

    private static ulong? ReadNumber(string name)
    {
        string? text = KernelFeatures.ReadLine($"{Directory}/{name}");
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;
    }
}
