using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>An open userfaultfd after its handshake.</summary>
/// <remarks>Thread-safe. Calls answer with 0 or an error of <see cref="Errno"/>; opening explains itself.</remarks>
internal sealed unsafe class UserFaultFile : IDisposable
{
    private static int _liveCount;
    private int _disposed;

    private UserFaultFile(SafeFileHandle handle, ulong features, bool isUserModeOnly)
    {
        Handle = handle;
        Features = features;
        IsUserModeOnly = isUserModeOnly;
        Interlocked.Increment(ref _liveCount);
    }

    /// <summary>The files that are open in this process.</summary>
    internal static int LiveCount => Volatile.Read(ref _liveCount);

    internal SafeFileHandle Handle { get; }

    /// <summary>What the kernel knows, whether it was asked for or not.</summary>
    internal ulong Features { get; }

    /// <summary>Whether accesses that system calls make are not caught: they fail with EFAULT.</summary>
    internal bool IsUserModeOnly { get; }

    /// <summary>Opens one by the first way that is allowed: the call, the device, the call for user mode.</summary>
    /// <param name="wanted">Features that must be on.</param>
    /// <param name="file">The file; null on failure.</param>
    /// <param name="reason">Why not, in one line; empty on success.</param>
    internal static bool TryOpen(ulong wanted, [NotNullWhen(true)] out UserFaultFile? file, out string reason)
    {
        file = null;
        SafeFileHandle? handle = OpenHandle(out bool isUserModeOnly, out int error);
        if (handle is null)
        {
            reason = Explain(error);
            return false;
        }

        // SAFETY: the argument is on this frame and of the size that the request names.
        var api = new UserFaultApi { Api = UserFaultCalls.Api, Features = wanted };
        if (UserFaultCalls.Control(handle, UserFaultCalls.ControlApi, &api) != 0)
        {
            error = Errno.Last;
            handle.Dispose();
            reason = error == Errno.InvalidArgument
                ? $"Linux {KernelFeatures.ReadRelease()} lacks the feature of userfaultfd"
                : $"the handshake with userfaultfd fails: {Errno.Describe(error)}";
            return false;
        }

        file = new UserFaultFile(handle, api.Features, isUserModeOnly);
        reason = "";
        return true;
    }

    /// <summary>Catches accesses of the given modes in a range.</summary>
    internal int Register(nint start, nuint length, ulong mode) =>
        CallOnRange(UserFaultCalls.ControlRegister, start, length, mode);

    /// <summary>Stops catching; who waits in the range goes on.</summary>
    internal int Unregister(nint start, nuint length) =>
        CallOnRange(UserFaultCalls.ControlUnregister, start, length, 0);

    /// <summary>Lets those go on who wait in a range; they try again.</summary>
    internal int Wake(nint start, nuint length) => CallOnRange(UserFaultCalls.ControlWake, start, length, 0);

    /// <summary>Protects a range against writes, or stops protecting it and lets writers go on.</summary>
    internal int Protect(nint start, nuint length, bool on) =>
        CallOnRange(UserFaultCalls.ControlWriteProtect, start, length, on ? UserFaultCalls.ProtectOn : 0);

    /// <summary>Puts bytes into missing pages, each page at once, and lets those go on who wait for it.</summary>
    /// <param name="destination">The address of the first page.</param>
    /// <param name="source">The bytes.</param>
    /// <param name="length">Whole pages.</param>
    /// <param name="done">The bytes that were placed before it ended.</param>
    internal int Copy(nint destination, byte* source, nuint length, out nuint done)
    {
        var copy = new UserFaultCopy
        {
            Destination = (ulong)destination,
            Source = (ulong)source,
            Length = length,
        };

        // SAFETY: the argument is on this frame; the kernel checks both addresses.
        int result = UserFaultCalls.Control(Handle, UserFaultCalls.ControlCopy, &copy);
        return Settle(result, copy.Copied, out done);
    }

    /// <summary>Puts zeros into pages that are missing, as <see cref="Copy"/> does bytes.</summary>
    internal int Zero(nint start, nuint length, out nuint done)
    {
        var zero = new UserFaultRangeMode { Start = (ulong)start, Length = length };

        // SAFETY: the argument is on this frame; the kernel checks the address.
        int result = UserFaultCalls.Control(Handle, UserFaultCalls.ControlZero, &zero);
        return Settle(result, zero.Result, out done);
    }

    /// <summary>Takes the faults that wait, without waiting for more.</summary>
    /// <returns>How many messages were read; 0 when there is none.</returns>
    internal int ReadMessages(Span<UserFaultMessage> messages)
    {
        fixed (UserFaultMessage* buffer = messages)
        {
            // SAFETY: the buffer is pinned and as long as the length says.
            nint bytes = UserFaultCalls.Read(Handle, buffer, (nuint)messages.Length * (nuint)sizeof(UserFaultMessage));
            return (int)(Math.Max(bytes, 0) / sizeof(UserFaultMessage));
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Interlocked.Decrement(ref _liveCount);
            Handle.Dispose();
        }
    }

    private static SafeFileHandle? OpenHandle(out bool isUserModeOnly, out int error)
    {
        const int Flags = UserFaultCalls.CloseOnExecute | UserFaultCalls.NonBlocking;
        isUserModeOnly = false;
        int file = UserFaultCalls.Create(Flags);
        error = file < 0 ? Errno.Last : 0;
        if (file < 0 && error is Errno.NotPermitted or Errno.NotImplemented)
        {
            file = CreateByDevice(Flags);
        }

        if (file < 0 && error is Errno.NotPermitted)
        {
            isUserModeOnly = true;
            file = UserFaultCalls.Create(Flags | UserFaultCalls.UserModeOnly);
        }

        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    private static int CreateByDevice(int flags)
    {
        try
        {
            using SafeFileHandle device =
                File.OpenHandle("/dev/userfaultfd", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

            // SAFETY: the request takes a number.
            return UserFaultCalls.ControlNumber(device, UserFaultCalls.ControlNewFile, flags);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }

    private static string Explain(int error) => error switch
    {
        Errno.NotPermitted =>
            "userfaultfd is forbidden: it wants CAP_SYS_PTRACE, vm.unprivileged_userfaultfd = 1, or /dev/userfaultfd, "
            + "and no filter of system calls in the way",
        Errno.NotImplemented =>
            $"Linux {KernelFeatures.ReadRelease()} is built without userfaultfd, or a filter of system calls hides it",
        _ => $"userfaultfd cannot be opened: {Errno.Describe(error)}",
    };

    private static int Settle(int result, long counted, out nuint done)
    {
        // On failure the count is the negated error, unless some pages were placed first.
        int error = result == 0 ? 0 : Errno.Last;
        done = (nuint)Math.Max(counted, 0);
        return error;
    }

    private int CallOnRange(nuint request, nint start, nuint length, ulong mode)
    {
        Debug.Assert(Page.OffsetOf((ulong)start | length) == 0 && length > 0, "whole pages are meant");
        var argument = new UserFaultRangeMode { Start = (ulong)start, Length = length, Mode = mode };

        // SAFETY: the argument is on this frame and at least as long as the request says.
        return UserFaultCalls.Control(Handle, request, &argument) == 0 ? 0 : Errno.Last;
    }
}
