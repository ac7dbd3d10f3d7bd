using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>The library itself.</summary>
internal static unsafe class LibraryExports
{
    private const uint Major = 1;
    private const uint Minor = 0;
    private const int MajorShift = 16;

    [UnmanagedCallersOnly(EntryPoint = "pe_version")]
    internal static uint Version() => (Major << MajorShift) | Minor;

    [UnmanagedCallersOnly(EntryPoint = "pe_last_error")]
    internal static byte* LastErrorText() => LastError.Pointer;

    [UnmanagedCallersOnly(EntryPoint = "pe_status_name")]
    internal static byte* StatusName(Status status) => Constant(status switch
    {
        Status.Ok => "PE_OK\0"u8,
        Status.Argument => "PE_ERROR_ARGUMENT\0"u8,
        Status.Handle => "PE_ERROR_HANDLE\0"u8,
        Status.StructSize => "PE_ERROR_STRUCT_SIZE\0"u8,
        Status.Range => "PE_ERROR_RANGE\0"u8,
        Status.OutOfMemory => "PE_ERROR_OUT_OF_MEMORY\0"u8,
        Status.Refused => "PE_ERROR_REFUSED\0"u8,
        Status.State => "PE_ERROR_STATE\0"u8,
        Status.BufferTooSmall => "PE_ERROR_BUFFER_TOO_SMALL\0"u8,
        Status.Internal => "PE_ERROR_INTERNAL\0"u8,
        _ => "unknown status\0"u8,
    });

    private static byte* Constant(ReadOnlySpan<byte> text)
    {
        // SAFETY: the text lies in the read-only data of the library, which does not move.
        return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));
    }
}
