namespace PageEngine;

/// <summary>What the scanner keeps of one guest: its place in the dirty log, the pages to visit, and a word for each page.</summary>
internal sealed partial class GuestScan : IDisposable
{
    private readonly NativeArena<PageScanState> _states;

    internal GuestScan(GuestMemory guest, ArenaAllocator allocator)
    {
        Guest = guest;
        Cursor = guest.DirtyLog.OpenCursor(startDirty: false, isOfSharer: true);
        Pending = new DirtyBitmap(guest.PageCount, allocator);
        _states = new NativeArena<PageScanState>(guest.PageCount, allocator);
    }

    internal GuestMemory Guest { get; }

    internal DirtyCursor Cursor { get; }

    /// <summary>Pages that a pass has to visit: written, or not yet clean for long enough.</summary>
    internal DirtyBitmap Pending { get; }

    /// <summary>The bytes reserved for this guest's pages: the state word, the visit bit and the cursor's bit.</summary>
    internal ulong MetadataBytes => _states.ByteCount + (2 * (Guest.PageCount / 8));

    internal ref PageScanState State(ulong page) => ref _states[page];

    public void Dispose()
    {
        Cursor.Dispose();
        Pending.Dispose();
        _states.Dispose();
    }
}
