using System.Runtime.InteropServices;

namespace PageEngine.Linux;

/// <summary>System calls that turn the kernel's merging of same pages (KSM) on; see prctl(2).</summary>
internal static partial class MergeCalls
{
    internal const int SetMemoryMerge = 67;
    internal const int GetMemoryMerge = 68;

    // SAFETY: the two options above take numbers only.
    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    internal static partial int ControlProcess(int option, nint second, nint third, nint fourth, nint fifth);
}
