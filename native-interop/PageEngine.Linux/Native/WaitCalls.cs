using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>A file to wait for; struct pollfd.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollFile
{
    internal int File;
    internal short Wanted;
    internal short Found;
}

/// <summary>System calls that wait and that end a wait; see poll(2) and eventfd(2).</summary>
internal static unsafe partial class WaitCalls
{
    internal const short PollIn = 1;
    internal const int WithoutEnd = -1;

    /// <summary>Of eventfd: a read takes one off the value, rather than all.</summary>
    internal const int Counting = 1;

    // SAFETY: the caller's array has count entries and stays in place for the length of the call.
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollFile* files, nuint count, int milliseconds);

    // SAFETY: takes numbers only.
    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int CreateEvent(uint value, int flags);

    // SAFETY: the value is on the caller's frame and eight bytes long.
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeFileHandle file, ulong* value, nuint length);
}
