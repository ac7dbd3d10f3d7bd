using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>System calls on files.</summary>
internal static partial class FileCalls
{
    /// <summary>From lseek(2): go to the first data at or behind the offset.</summary>
    internal const int SeekData = 3;

    /// <summary>From lseek(2): go to the first hole at or behind the offset; the end of the file is one.</summary>
    internal const int SeekHole = 4;

    // SAFETY: takes numbers only; the handle is kept alive by the marshaller for the length of the call.
    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(SafeFileHandle file, long offset, int whence);
}
