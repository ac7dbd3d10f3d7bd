using System.Runtime.InteropServices;

namespace PageEngine.CApi;

/// <summary>The memory of guests on a host.</summary>
internal static unsafe class GuestExports
{
    [UnmanagedCallersOnly(EntryPoint = "pe_guest_create")]
    internal static Status Create(ulong host, byte* name, ulong memoryBytes, ulong* guest)
    {
        try
        {
            using Entered<PageHost> entered = new(host, HandleKind.Host);
            CallException.ThrowIfNull(guest is null, nameof(guest));
            string title = TextMemory.ReadName(name, nameof(name));
            GuestMemory made = entered.Target.AddGuest(title, new ByteSize(memoryBytes));
            *guest = entered.Add(HandleKind.Guest, made);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_guest_free")]
    internal static Status Free(ulong guest)
    {
        try
        {
            using Entered<GuestMemory> entered = new(guest, HandleKind.Guest);
            HandleTable.Remove(guest);
            entered.Target.Dispose();
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_guest_write")]
    internal static Status Write(ulong guest, ulong address, void* bytes, nuint length)
    {
        try
        {
            using Entered<GuestMemory> entered = new(guest, HandleKind.Guest);

            // SAFETY: the program says that there are as many bytes.
            entered.Target.Write(address, new ReadOnlySpan<byte>(bytes, ByteRuns.LengthOf(bytes, length)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_guest_read")]
    internal static Status Read(ulong guest, ulong address, void* bytes, nuint length)
    {
        try
        {
            using Entered<GuestMemory> entered = new(guest, HandleKind.Guest);

            // SAFETY: the program says that there is room for as many bytes.
            entered.Target.Read(address, new Span<byte>(bytes, ByteRuns.LengthOf(bytes, length)));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "pe_guest_discard")]
    internal static Status Discard(ulong guest, ulong firstPage, ulong pageCount)
    {
        try
        {
            using Entered<GuestMemory> entered = new(guest, HandleKind.Guest);
            entered.Target.Discard(new PageRange(new GuestFrameNumber(firstPage), pageCount));
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return LastError.Note(exception);
        }
    }
}
