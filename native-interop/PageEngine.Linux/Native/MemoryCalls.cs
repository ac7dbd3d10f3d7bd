using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>System calls on the process' own address space; see mmap(2) and madvise(2).</summary>
internal static unsafe partial class MemoryCalls
{
    internal const int ProtectRead = 0x1;
    internal const int ProtectReadWrite = 0x1 | 0x2;
    internal const int MapShared = 0x01;
    internal const int MapPrivate = 0x02;
    internal const int MapPrivateAnonymous = 0x02 | 0x20;

    /// <summary>Replace what is mapped at the address.</summary>
    internal const int MapFixed = 0x10;

    /// <summary>Do not count the mapping against the memory that the kernel promises.</summary>
    internal const int MapNoReserve = 0x4000;

    internal const int AdviseDontNeed = 4;
    internal const int AdviseRemove = 9;
    internal const int AdviseMergeable = 12;
    internal const int AdviseUnmergeable = 13;
    internal const int AdviseHugePage = 14;
    internal const int AdvisePopulateWrite = 23;
    internal const int AdviseNoHugePage = 15;

    /// <summary>Of memfd_create: close the file when another program is executed.</summary>
    internal const uint CloseOnExecute = 1;

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

    // SAFETY: the marshaller makes a terminated copy of the name that lives for the length of the call.
    [LibraryImport(
        "libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int CreateMemoryFile(string name, uint flags);

    // SAFETY: takes numbers only; the handle is kept alive by the marshaller for the length of the call.
    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int SetLength(SafeFileHandle file, long length);

    // SAFETY: the caller passes a range that it mapped. It is not marked as quick, so the thread counts as being
    // outside of managed code while it waits for a page: see MissingPages.
    [LibraryImport("libc", EntryPoint = "memcpy")]
    internal static partial void* Copy(void* destination, void* source, nuint length);
}
