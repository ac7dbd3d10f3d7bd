namespace PageEngine.CApi.Tests;

/// <summary>Handles that lead to nothing, inside of the library.</summary>
public sealed class HandleTableTests
{
    [Fact]
    public void A_slot_that_is_used_again_has_another_handle()
    {
        HandleEntry entry = new(HandleKind.Host, "a", "gate");
        ulong first = HandleTable.Add(entry, 0);
        HandleTable.Remove(first);
        ulong second = HandleTable.Add(entry, 0);
        Assert.NotEqual(first, second);
        Assert.Same(entry, HandleTable.Find(second, HandleKind.Host));
        CallException stale = Assert.Throws<CallException>(() => HandleTable.Find(first, HandleKind.Host));
        Assert.Equal(Status.Handle, stale.Status);
        HandleTable.Remove(first);
        Assert.Same(entry, HandleTable.Find(second, HandleKind.Host));
        HandleTable.Remove(second);
    }

    [Fact]
    public void What_was_made_in_something_goes_with_it()
    {
        ulong host = HandleTable.Add(new HandleEntry(HandleKind.Host, "host", "gate"), 0);
        ulong guest = HandleTable.Add(new HandleEntry(HandleKind.Guest, "guest", "gate"), host);
        ulong cursor = HandleTable.Add(new HandleEntry(HandleKind.Cursor, "cursor", "gate"), guest);
        HandleTable.Remove(host);
        Assert.Throws<CallException>(() => HandleTable.Find(guest, HandleKind.Guest));
        Assert.Throws<CallException>(() => HandleTable.Find(cursor, HandleKind.Cursor));
    }

    [Fact]
    public void A_handle_of_another_kind_is_named()
    {
        ulong host = HandleTable.Add(new HandleEntry(HandleKind.Host, "host", "gate"), 0);
        CallException exception = Assert.Throws<CallException>(() => HandleTable.Find(host, HandleKind.Guest));
        Assert.Contains("is of a pe_host; a pe_guest is needed", exception.Message, StringComparison.Ordinal);
        HandleTable.Remove(host);
    }

    [Fact]
    public void A_reason_that_is_too_long_is_cut_between_letters()
    {
        CallException tooLong = new(Status.Argument, new string('é', 5000) + "\nx");
        Assert.Equal(Status.Argument, LastError.Note(tooLong));
        Assert.Equal(Status.Internal, LastError.Note(new InvalidDataException("bad")));
    }
}
