using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>A run of bytes of an address space; struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoVector
{
    internal nuint Start;
    internal nuint Length;
}

/// <summary>The argument of ioctl PAGEMAP_SCAN; struct pm_scan_arg of linux/fs.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PagemapScanArgument
{
    internal ulong Size;
    internal ulong Flags;
    internal ulong Start;
    internal ulong End;
    internal ulong WalkEnd;
    internal ulong Vector;
    internal ulong VectorLength;
    internal ulong MaximumPages;
    internal ulong CategoryInverted;
    internal ulong CategoryMask;
    internal ulong CategoryAnyOfMask;
    internal ulong ReturnMask;
}

/// <summary>A run of pages that PAGEMAP_SCAN found; struct page_region of linux/fs.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PagemapRegion
{
    internal ulong Start;
    internal ulong End;
    internal ulong Categories;
}

/// <summary>System calls on other processes.</summary>
internal static unsafe partial class ProcessCalls
{
    // Numbers of calls without a wrapper in older C libraries; the same on every architecture.
    private const nint PidfdSendSignalNumber = 424;
    private const nint PidfdOpenNumber = 434;

    /// <summary>_IOWR('f', 16, struct pm_scan_arg).</summary>
    internal const nuint PagemapScan = 0xC060_6610;

    /// <summary>Of PAGEMAP_SCAN: protect the pages that match against writes, in the same step.</summary>
    internal const ulong ScanProtects = 1 << 0;

    /// <summary>Of PAGEMAP_SCAN: fail where writes are not caught asynchronously.</summary>
    internal const ulong ScanWantsAsync = 1 << 1;

    internal const ulong PageIsWritten = 1 << 1;
    internal const ulong PageIsOfFile = 1 << 2;
    internal const ulong PageIsPresent = 1 << 3;
    internal const ulong PageIsSwapped = 1 << 4;

    // SAFETY: the caller's vectors and their targets in this process stay in place for the length of the call;
    // addresses of the other process are checked by the kernel.
    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    internal static partial nint ReadMemory(
        int process, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    // SAFETY: the caller's buffer has at least length bytes and stays in place for the length of the call.
    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static partial nint ReadAt(SafeFileHandle file, byte* buffer, nuint length, long offset);

    // SAFETY: the argument and the vector that it names belong to the caller and stay in place during the call.
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Control(SafeFileHandle file, nuint request, PagemapScanArgument* argument);

    /// <summary>A handle that goes on meaning this process after it has exited; negative on failure.</summary>
    internal static int OpenProcess(int process) => (int)SystemCall(PidfdOpenNumber, process, 0, 0, 0);

    /// <summary>Whether the process of a handle has exited and was collected by its parent.</summary>
    internal static bool IsGone(SafeFileHandle process) =>
        SystemCall(PidfdSendSignalNumber, process.DangerousGetHandle(), 0, 0, 0) < 0
        && Errno.Last == Errno.NoSuchProcess;

    // SAFETY: used above only, with numbers and null pointers that the two calls allow.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}
