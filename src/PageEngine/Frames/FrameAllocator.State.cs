using System.Diagnostics;
using System.Numerics;

namespace PageEngine;

/// <content>Saving and restoring: 64 frames at a time.</content>
internal sealed partial class FrameAllocator
{
    /// <summary>The words that hold a bit for each frame.</summary>
    internal ulong WordCount => _free.Length;

    /// <summary>Which of 64 frames are used.</summary>
    internal ulong UsedIn(ulong word) => ~_free[word] & FramesIn(word);

    /// <summary>Takes frames of one word of an allocator that has given out none of them.</summary>
    internal void TakeIn(ulong word, ulong used)
    {
        Debug.Assert((used & ~_free[word]) == 0, "the frames exist and are free");
        SetWord(word, _free[word] & ~used);
        uint count = (uint)BitOperations.PopCount(used);
        FreeCount -= count;
        _freeByNode[NodeOf((uint)(word << WordShift))] -= count;
    }

    /// <summary>Says from which frame on none was ever given out; all that are used are below.</summary>
    internal void SetFirstNeverUsed(uint frame) => FirstNeverUsed = frame;

    /// <summary>The bits of a word that stand for frames.</summary>
    internal ulong FramesIn(ulong word)
    {
        ulong count = FrameCount - (word << WordShift);
        return count >= FramesPerWord ? ulong.MaxValue : (1UL << (int)count) - 1;
    }

    /// <summary>Takes over what is free from an allocator of the same layout.</summary>
    internal void CopyFrom(FrameAllocator other)
    {
        for (ulong word = 0; word * FramesPerWord < other.FirstNeverUsed; word++)
        {
            TakeIn(word, other.UsedIn(word));
        }

        FirstNeverUsed = other.FirstNeverUsed;
    }
}
