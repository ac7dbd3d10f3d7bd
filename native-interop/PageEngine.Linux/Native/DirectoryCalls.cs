using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>System calls on directories; see open(2) and fsync(2).</summary>
internal static partial class DirectoryCalls
{
    // O_RDONLY, and that an exec does not inherit it; the same on x64 and arm64.
    private const int ReadOnlyCloseOnExec = 0x80000;

    internal static SafeFileHandle Open(string path) => new(Open(path, ReadOnlyCloseOnExec), ownsHandle: true);

    // SAFETY: takes a string that is copied for the call, and numbers.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    // SAFETY: takes a number only; the handle is kept alive by the marshaller for the length of the call.
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Sync(SafeFileHandle file);
}
