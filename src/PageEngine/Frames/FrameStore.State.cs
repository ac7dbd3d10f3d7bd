namespace PageEngine;

/// <content>Saving and restoring: the layout, then what the page tables say, then the contents.</content>
public abstract partial class FrameStore
{
    private const ulong ByteKind = 0;
    private const ulong TokenKind = 1;
    private const int FramesPerWord = 64;

    // References, the way back and the buckets of the index, and the bits of the allocator.
    private const ulong BookBytesPerFrame = 24;

    /// <summary>Frames at or above this number were never given out.</summary>
    internal uint FirstNeverUsed => _allocation.FirstNeverUsed;

    internal void SaveLayout(StateWriter writer)
    {
        writer.WriteNumber(this is TokenFrameStore ? TokenKind : ByteKind);
        writer.WriteNumber(FrameCount);
        writer.WriteNumber((ulong)NumaNodes);
        writer.WriteNumber(FirstNeverUsed);
    }

    internal static FrameStore LoadLayout(StateReader reader, ArenaAllocator allocator)
    {
        bool isTokens = reader.ReadNumber(TokenKind, "the kind of host") == TokenKind;
        ulong frames = reader.ReadNumber(GuestPageTable.MaxFrames, "the number of frames");
        StateReader.Require(frames != 0, "it has no frames");
        int nodes = (int)reader.ReadNumber(FrameStoreOptions.MaxNumaNodes, "the number of NUMA nodes");
        StateReader.Require(nodes != 0, "it has no NUMA node");
        uint firstNeverUsed = (uint)reader.ReadNumber(frames, "the first frame that was never used");
        reader.Reserve(frames, BookBytesPerFrame + (isTokens ? sizeof(ulong) : (ulong)Page.Size), "its frames");
        ByteSize capacity = ByteSize.FromPages(frames);
        FrameStoreOptions options = new() { NumaNodes = nodes, Allocator = allocator };
        FrameStore store = Make(isTokens, capacity, options);
        store._allocation.SetFirstNeverUsed(firstNeverUsed);
        return store;
    }

    /// <summary>Takes the frames that the page tables map, once their references are counted.</summary>
    internal void TakeMapped()
    {
        for (ulong word = 0; word * FramesPerWord < FirstNeverUsed; word++)
        {
            uint first = (uint)(word * FramesPerWord);
            uint end = Math.Min(first + FramesPerWord, FirstNeverUsed);
            ulong used = 0;
            for (uint frame = first; frame < end; frame++)
            {
                used |= References(frame) != 0 ? 1UL << (int)(frame - first) : 0UL;
            }

            _allocation.TakeIn(word, used);
        }
    }

    internal abstract void SaveContents(StateWriter writer);

    internal abstract void LoadContents(StateReader reader);

    /// <summary>A store of the same kind and layout with everything that this one holds.</summary>
    internal FrameStore Copy()
    {
        ByteSize capacity = ByteSize.FromPages(FrameCount);
        FrameStoreOptions options = new() { NumaNodes = NumaNodes, Allocator = Allocator };
        FrameStore copy = Make(this is TokenFrameStore, capacity, options);
        copy._references.CopyFrom(_references, FirstNeverUsed);
        copy._allocation.CopyFrom(_allocation);
        copy.CopyContents(this);
        return copy;
    }

    private protected abstract void CopyContents(FrameStore other);

    private static FrameStore Make(bool ofTokens, ByteSize capacity, FrameStoreOptions options) =>
        ofTokens ? new TokenFrameStore(capacity, options) : new ByteFrameStore(capacity, options);
}
