using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>A range of address space that is ours, unmapped when it is released.</summary>
internal sealed class MappedRegion : SafeHandleZeroOrMinusOneIsInvalid
{
    private static int _liveCount;

    private MappedRegion(nint start, nuint length)
        : base(ownsHandle: true)
    {
        SetHandle(start);
        Length = length;
        Interlocked.Increment(ref _liveCount);
    }

    /// <summary>The ranges that are mapped in this process.</summary>
    internal static int LiveCount => Volatile.Read(ref _liveCount);

    /// <summary>The address of the first byte, a multiple of a page.</summary>
    internal nint Start => handle;

    internal nuint Length { get; }

    /// <summary>Maps pages of zeros that belong to this process alone.</summary>
    /// <exception cref="InsufficientMemoryException">The kernel gives no room.</exception>
    internal static MappedRegion Anonymous(nuint length) =>
        Map(length, MemoryCalls.ProtectReadWrite, MemoryCalls.MapPrivateAnonymous | MemoryCalls.MapNoReserve, null);

    /// <summary>Maps the first bytes of a file, shared with whoever maps it too.</summary>
    /// <exception cref="InsufficientMemoryException">The kernel gives no room.</exception>
    internal static MappedRegion Shared(SafeFileHandle file, nuint length) =>
        Map(length, MemoryCalls.ProtectReadWrite, MemoryCalls.MapShared, file);

    protected override bool ReleaseHandle()
    {
        Interlocked.Decrement(ref _liveCount);

        // SAFETY: the range was mapped below and is released once; whoever holds a span of it was told not to.
        return MemoryCalls.Unmap(handle, Length) == 0;
    }

    private static MappedRegion Map(nuint length, int protection, int flags, SafeFileHandle? file)
    {
        Debug.Assert(length > 0 && Page.OffsetOf(length) == 0, "whole pages are mapped");
        int descriptor = file is null ? -1 : (int)file.DangerousGetHandle();

        // SAFETY: a mapping at an address of the kernel's choice touches nothing that exists; the caller keeps the file
        // open for the length of the call.
        nint start = MemoryCalls.Map(0, length, protection, flags, descriptor, 0);
        return start != MemoryCalls.MapFailed
            ? new MappedRegion(start, length)
            : throw new InsufficientMemoryException(
                $"cannot map {new ByteSize(length)}: {Errno.Describe(Marshal.GetLastPInvokeError())}");
    }
}
