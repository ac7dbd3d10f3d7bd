using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>The argument of UFFDIO_API; struct uffdio_api of linux/userfaultfd.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UserFaultApi
{
    internal ulong Api;
    internal ulong Features;
    internal ulong Controls;
}

/// <summary>A run of bytes; struct uffdio_range.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UserFaultRange
{
    internal ulong Start;
    internal ulong Length;
}

/// <summary>
/// The argument of the calls on a range with a mode and perhaps a result; struct uffdio_register, uffdio_zeropage and
/// uffdio_continue, of which uffdio_writeprotect is the first part.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UserFaultRangeMode
{
    internal ulong Start;
    internal ulong Length;
    internal ulong Mode;
    internal long Result;
}

/// <summary>The argument of UFFDIO_COPY; struct uffdio_copy.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UserFaultCopy
{
    internal ulong Destination;
    internal ulong Source;
    internal ulong Length;
    internal ulong Mode;
    internal long Copied;
}

/// <summary>What a read of a userfaultfd gives; struct uffd_msg, as it is for a page fault.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct UserFaultMessage
{
    internal byte Event;
    private readonly byte _reserved1;
    private readonly ushort _reserved2;
    private readonly uint _reserved3;
    internal ulong Flags;
    internal ulong Address;
}

/// <summary>System calls of userfaultfd; see userfaultfd(2) and ioctl_userfaultfd(2).</summary>
internal static unsafe partial class UserFaultCalls
{
    internal const ulong Api = 0xAA;

    // Flags of the call that makes one; O_CLOEXEC and O_NONBLOCK are those of x86-64 and arm64.
    internal const int CloseOnExecute = 0x80000;
    internal const int NonBlocking = 0x800;
    internal const int UserModeOnly = 1;

    internal const ulong FeatureWriteProtect = 1 << 0;
    internal const ulong FeatureMissingShared = 1 << 5;
    internal const ulong FeatureWriteProtectShared = 1 << 12;
    internal const ulong FeatureWriteProtectUnpopulated = 1 << 13;
    internal const ulong FeatureWriteProtectAsync = 1 << 15;

    internal const ulong ModeMissing = 1 << 0;
    internal const ulong ModeWriteProtect = 1 << 1;

    /// <summary>Of UFFDIO_WRITEPROTECT: protect, rather than stop protecting.</summary>
    internal const ulong ProtectOn = 1 << 0;

    internal const byte EventPageFault = 0x12;
    internal const ulong FaultOfWrite = 1 << 0;

    // _IOWR, _IOR and _IO of type 0xAA: direction and size of the argument in the upper half.
    internal const nuint ControlNewFile = 0x0000_AA00;
    internal const nuint ControlApi = 0xC018_AA3F;
    internal const nuint ControlRegister = 0xC020_AA00;
    internal const nuint ControlUnregister = 0x8010_AA01;
    internal const nuint ControlWake = 0x8010_AA02;
    internal const nuint ControlCopy = 0xC028_AA03;
    internal const nuint ControlZero = 0xC020_AA04;
    internal const nuint ControlWriteProtect = 0xC018_AA06;
    internal const nuint ControlContinue = 0xC020_AA07;

    /// <summary>The number of the call, which has no wrapper in the C library.</summary>
    private static nint CallNumber => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 323 : 282;

    /// <summary>Makes a userfaultfd by the call; negative on failure.</summary>
    internal static int Create(int flags) => (int)SystemCall(CallNumber, flags);

    // SAFETY: the argument is a struct of the size that the request names, on the caller's frame; addresses in it are
    // checked by the kernel.
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Control(SafeFileHandle file, nuint request, void* argument);

    // SAFETY: used with ControlNewFile only, which takes a number.
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int ControlNumber(SafeFileHandle file, nuint request, nint argument);

    // SAFETY: the buffer has at least length bytes and stays in place for the length of the call.
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeFileHandle file, void* buffer, nuint length);

    // SAFETY: used above only, with a number that the call allows.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint flags);
}
