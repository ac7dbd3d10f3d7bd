using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>Tries features of the kernel, each on pages of its own.</summary>
internal static unsafe class FeatureProbes
{
    private const string PagemapPath = "/proc/self/pagemap";
    private const string RefusedHere = "it was refused for a test";

    // Bit of a word of /proc/PID/pagemap.
    private const ulong SoftDirtyBit = 1UL << 55;

    internal static KernelFeature Pagemap(KernelRefusals refused)
    {
        const string Name = "pagemap";
        if (refused.HasFlag(KernelRefusals.Pagemap))
        {
            return KernelFeature.Of(Name, RefusedHere);
        }

        using SafeFileHandle? file = TryOpen(PagemapPath, FileAccess.Read, out string reason);
        return KernelFeature.Of(Name, reason);
    }

    internal static KernelFeature UserFault(KernelRefusals refused, out ulong known)
    {
        const string Name = "userfaultfd";
        known = 0;
        if (refused.HasFlag(KernelRefusals.UserFault))
        {
            return KernelFeature.Of(Name, RefusedHere);
        }

        if (UserFaultFile.TryOpen(0, out UserFaultFile? file, out string reason))
        {
            known = file.Features;
            file.Dispose();
        }

        return KernelFeature.Of(Name, reason);
    }

    internal static KernelFeature WriteProtect(KernelFeature userFault, ulong known, string release)
    {
        const string Name = "userfaultfd write protection";
        return !userFault.IsAvailable
            ? KernelFeature.Of(Name, userFault.Reason)
            : KernelFeature.Of(
                Name,
                (known & UserFaultCalls.FeatureWriteProtect) != 0
                    ? ""
                    : $"Linux {release} lacks it; it is new in 5.7, and not on every architecture");
    }

    internal static KernelFeature AsyncWriteProtect(
        KernelRefusals refused, KernelFeature userFault, ulong known, string release)
    {
        const string Name = "userfaultfd asynchronous write protection";
        if (!userFault.IsAvailable || refused.HasFlag(KernelRefusals.AsyncWriteProtect))
        {
            return KernelFeature.Of(Name, userFault.IsAvailable ? RefusedHere : userFault.Reason);
        }

        bool fine = (known & AsyncWriteProtectTracker.Features) == AsyncWriteProtectTracker.Features;
        return KernelFeature.Of(Name, fine ? "" : $"Linux {release} lacks it; it is new in 6.7");
    }

    internal static KernelFeature PagemapScan(KernelRefusals refused, KernelFeature pagemap, string release)
    {
        const string Name = "PAGEMAP_SCAN";
        if (!pagemap.IsAvailable || refused.HasFlag(KernelRefusals.PagemapScan))
        {
            return KernelFeature.Of(Name, pagemap.IsAvailable ? RefusedHere : pagemap.Reason);
        }

        using SafeFileHandle? file = TryOpen(PagemapPath, FileAccess.Read, out string reason);
        if (file is null)
        {
            return KernelFeature.Of(Name, reason);
        }

        byte target;
        ulong page = (ulong)&target & ~((ulong)Page.Size - 1);
        PagemapRegion region;
        var argument = new PagemapScanArgument
        {
            Size = (ulong)sizeof(PagemapScanArgument),
            Start = page,
            End = page + Page.Size,
            Vector = (ulong)&region,
            VectorLength = 1,
            CategoryAnyOfMask = ProcessCalls.PageIsPresent,
            ReturnMask = ProcessCalls.PageIsPresent,
        };

        // SAFETY: argument and vector are on this frame; the page asked about is that of the stack, which is read only.
        int found = ProcessCalls.Control(file, ProcessCalls.PagemapScan, &argument);
        return KernelFeature.Of(
            Name,
            found >= 0 ? ""
            : Errno.Last is Errno.UnknownControl or Errno.InvalidArgument
                ? $"Linux {release} lacks it; it is new in 6.7"
                : Errno.Describe(Errno.Last));
    }

    internal static KernelFeature SoftDirty(KernelRefusals refused, KernelFeature pagemap, string release)
    {
        const string Name = "soft-dirty bits";
        if (!pagemap.IsAvailable || refused.HasFlag(KernelRefusals.SoftDirty))
        {
            return KernelFeature.Of(Name, pagemap.IsAvailable ? RefusedHere : pagemap.Reason);
        }

        using SafeFileHandle? clear = TryOpen(SoftDirtyTracker.ClearPath, FileAccess.Write, out string reason);
        using SafeFileHandle? file = TryOpen(PagemapPath, FileAccess.Read, out string readReason);
        if (clear is null || file is null)
        {
            return KernelFeature.Of(Name, clear is null ? reason : readReason);
        }

        // A page that was written since it was mapped has the bit, on a kernel that has the bit at all. Nothing is
        // cleared to find out, so trackers at work are not disturbed.
        using MappedRegion page = MappedRegion.Anonymous(Page.Size);
        *(byte*)page.Start = 1;
        ulong word = 0;

        // SAFETY: the word is on this frame and eight bytes long.
        long offset = (long)((ulong)page.Start >> Page.Shift) * sizeof(ulong);
        nint read = ProcessCalls.ReadAt(file, (byte*)&word, sizeof(ulong), offset);
        return KernelFeature.Of(
            Name,
            read == sizeof(ulong) && (word & SoftDirtyBit) != 0
                ? ""
                : $"Linux {release} is built without CONFIG_MEM_SOFT_DIRTY");
    }

    internal static KernelFeature MemoryFiles(string release)
    {
        const string Name = "memory files";
        int file = MemoryCalls.CreateMemoryFile("pageengine-probe", MemoryCalls.CloseOnExecute);
        if (file >= 0)
        {
            new SafeFileHandle(file, ownsHandle: true).Dispose();
            return KernelFeature.Of(Name, "");
        }

        int error = Errno.Last;
        return KernelFeature.Of(
            Name,
            error == Errno.NotImplemented
                ? $"Linux {release} lacks memfd_create, or a filter of system calls hides it"
                : Errno.Describe(error));
    }

    internal static KernelFeature SamePageMerging(string release)
    {
        const string Name = "same-page merging (KSM)";
        using MappedRegion page = MappedRegion.Anonymous(Page.Size);

        // SAFETY: the range is ours; the advice changes no content.
        bool fine = MemoryCalls.Advise(page.Start, Page.Size, MemoryCalls.AdviseMergeable) == 0;
        return KernelFeature.Of(Name, fine ? "" : $"Linux {release} is built without CONFIG_KSM");
    }

    internal static KernelFeature ProcessMerging(string release)
    {
        const string Name = "merging for a process (PR_SET_MEMORY_MERGE)";
        bool fine = MergeCalls.ControlProcess(MergeCalls.GetMemoryMerge, 0, 0, 0, 0) >= 0;
        return KernelFeature.Of(Name, fine ? "" : $"Linux {release} lacks it; it is new in 6.4 and wants CONFIG_KSM");
    }

    private static SafeFileHandle? TryOpen(string path, FileAccess access, out string reason)
    {
        try
        {
            SafeFileHandle file = File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite);
            reason = "";
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = $"{path} cannot be opened: {exception.Message.ReplaceLineEndings(" ")}";
            return null;
        }
    }
}
