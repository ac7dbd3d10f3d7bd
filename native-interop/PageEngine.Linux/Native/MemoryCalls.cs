using System.Runtime.InteropServices;

namespace PageEngine.Linux;

/// <summary>System calls on the process' own address space; see mmap(2) and madvise(2).</summary>
internal static unsafe partial class MemoryCalls
{
    internal const int ProtectReadWrite = 0x1 | 0x2;
    internal const int MapPrivateAnonymous = 0x02 | 0x20;
    internal const int AdviseDontNeed = 4;
    internal const int AdviseHugePage = 14;

    /// <summary>What mmap answers when it fails.</summary>
    internal const nint MapFailed = -1;

    // SAFETY: without MAP_FIXED a mapping replaces no other; the result is checked by the caller.
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nint address, nuint length, int protection, int flags, int file, long offset);

    // SAFETY: the caller passes ranges that it mapped and that nobody reads any more.
    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(nint address, nuint length);

    // SAFETY: the caller passes ranges that it mapped; DONTNEED zeroes them, the other advice changes no content.
    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    internal static partial int Advise(nint address, nuint length, int advice);
}
