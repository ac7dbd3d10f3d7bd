using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>Signals to processes that cannot reach a later process of the same number.</summary>
internal static partial class SignalCalls
{
    internal const int Continue = 18;
    internal const int Stop = 19;

    private const nint PidfdSendSignalNumber = 424;

    /// <summary>Sends a signal to the process of a handle; negative on failure.</summary>
    internal static int Send(SafeFileHandle process, int signal) =>
        (int)SystemCall(PidfdSendSignalNumber, process.DangerousGetHandle(), signal, 0, 0);

    // SAFETY: used above only, with numbers and null pointers that the call allows.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}
