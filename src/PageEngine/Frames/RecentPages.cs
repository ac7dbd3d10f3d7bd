using System.Diagnostics;

namespace PageEngine;

/// <summary>The bytes of the pages that were fingerprinted last, so that a compare need not read them again.</summary>
/// <remarks>
/// <para>A frame has one slot, its number modulo the slots. Neighbours have neighbouring slots, so a run is read
/// straight into place. Workers fill slots together; who finds a slot busy keeps out of it, which costs a read later
/// and nothing else. Nobody looks while somebody fills: fingerprinting and comparing are phases of a scan.</para>
/// <code>
/// tag   0   no page        1   somebody is writing the bytes        other   frame + 2
/// </code>
/// </remarks>
internal sealed class RecentPages
{
    /// <summary>The slots, a power of two: as many pages as a scan of a source works on at a time.</summary>
    internal const int SlotCount = 1024;

    private const uint None = 0;
    private const uint Busy = 1;
    private const uint FirstTag = 2;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(SlotCount * Page.Size);
    private readonly uint[] _tags = new uint[SlotCount];

    /// <summary>How many frames from one on have slots in a row.</summary>
    internal static int SlotsInARow(uint firstFrame) => SlotCount - SlotOf(firstFrame);

    /// <summary>Takes the slots of neighbouring frames for writing. False when another worker is in one.</summary>
    internal bool TryTake(uint firstFrame, int count, out Span<byte> bytes)
    {
        Debug.Assert(count <= SlotsInARow(firstFrame), "the slots are in a row");
        int slot = SlotOf(firstFrame);
        for (int i = 0; i < count; i++)
        {
            if (Interlocked.Exchange(ref _tags[slot + i], Busy) == Busy)
            {
                _tags.AsSpan(slot, i).Clear();
                bytes = default;
                return false;
            }
        }

        bytes = _bytes.AsSpan(slot * Page.Size, count * Page.Size);
        return true;
    }

    /// <summary>Gives slots back after writing.</summary>
    /// <param name="firstFrame">The first frame.</param>
    /// <param name="count">The slots that were taken.</param>
    /// <param name="readable">The pages from the first on whose bytes are there.</param>
    internal void GiveBack(uint firstFrame, int count, int readable)
    {
        int slot = SlotOf(firstFrame);
        for (int i = 0; i < count; i++)
        {
            Volatile.Write(ref _tags[slot + i], i < readable ? firstFrame + (uint)i + FirstTag : None);
        }
    }

    /// <summary>The bytes of a frame if they are still here.</summary>
    internal bool TryGet(uint frame, out ReadOnlySpan<byte> page)
    {
        int slot = SlotOf(frame);
        bool isHere = Volatile.Read(ref _tags[slot]) == frame + FirstTag;
        page = isHere ? _bytes.AsSpan(slot * Page.Size, Page.Size) : default;
        return isHere;
    }

    private static int SlotOf(uint frame) => (int)(frame & (SlotCount - 1));
}
