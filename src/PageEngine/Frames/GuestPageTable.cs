using System.Diagnostics;

namespace PageEngine;

/// <summary>Guest frame → frame, four bytes a page ("p2m" in Xen).</summary>
/// <remarks>
/// <code>
/// entry  0            not present: never written, or given back; reads as zeros
///        0xFFFFFFFF   the page of zeros, found by a scan; maps no frame, reads as zeros
///        other        frame number + 1
/// </code>
/// Zeroed memory is a table of absent pages, so a large guest costs nothing until it is used.
/// </remarks>
internal sealed class GuestPageTable : IDisposable
{
    internal const uint Absent = 0;
    internal const uint SharedZero = uint.MaxValue;

    /// <summary>The frames that entries can name.</summary>
    internal const uint MaxFrames = uint.MaxValue - 1;

    private readonly NativeArena<uint> _entries;

    internal GuestPageTable(ulong pageCount, ArenaAllocator allocator)
    {
        PageCount = pageCount;
        _entries = new NativeArena<uint>(pageCount, allocator);
    }

    internal ulong PageCount { get; }

    internal ref uint this[ulong page] => ref _entries[page];

    /// <summary>The entries of neighbouring pages.</summary>
    internal Span<uint> Slice(ulong page, int count) => _entries.Slice(page, count);

    internal static bool MapsFrame(uint entry) => entry - 1 < MaxFrames;

    internal static uint FrameOf(uint entry)
    {
        Debug.Assert(MapsFrame(entry), "the entry names a frame");
        return entry - 1;
    }

    internal static uint EntryOf(uint frame) => frame + 1;

    internal void Save(StateWriter writer) => writer.WriteWords(_entries, PageCount);

    /// <summary>Reads entries into an empty table; the caller checks what they name.</summary>
    internal void Load(StateReader reader) => reader.ReadWords(_entries, PageCount);

    /// <summary>Takes the entries of a table of as many pages into an empty one.</summary>
    internal void CopyFrom(GuestPageTable other) => _entries.CopyFrom(other._entries, PageCount);

    public void Dispose() => _entries.Dispose();
}
