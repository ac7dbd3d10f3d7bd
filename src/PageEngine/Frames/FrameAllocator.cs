using System.Diagnostics;
using System.Numerics;

namespace PageEngine;

/// <summary>Which frames are free: a bitmap under a summary, lowest free frame first, in one range for each NUMA node.</summary>
/// <remarks>
/// <para>The choice depends on the set of free frames alone and not on the order in which they became free, so a run
/// gives the same frame numbers whatever the number of scan workers. One thread at a time.</para>
/// <code>
/// summary  bit s: word s of the bitmap has a free frame
/// bitmap   bit f: frame f is free
/// lowest   for each node, a word below which it has no free frame
/// </code>
/// </remarks>
internal sealed partial class FrameAllocator : IDisposable
{
    private const int WordShift = 6;
    private const int FramesPerWord = 1 << WordShift;

    private readonly NativeArena<ulong> _free;
    private readonly NativeArena<ulong> _summary;
    private readonly uint[] _freeByNode;
    private readonly ulong[] _lowestWordByNode;
    private readonly ulong _wordsPerNode;

    internal FrameAllocator(uint frameCount, int nodeCount, ArenaAllocator allocator)
    {
        FrameCount = frameCount;
        NodeCount = nodeCount;
        ulong words = ((ulong)frameCount + FramesPerWord - 1) >> WordShift;
        // Nodes meet at multiples of a large page, so that no large page lies on two of them.
        const ulong WordsPerLargePage = Page.PagesPerLargePage / FramesPerWord;
        ulong perNode = (words + (ulong)nodeCount - 1) / (ulong)nodeCount;
        _wordsPerNode = nodeCount == 1
            ? Math.Max(words, 1)
            : Math.Max((perNode + WordsPerLargePage - 1) / WordsPerLargePage * WordsPerLargePage, WordsPerLargePage);
        _free = new NativeArena<ulong>(words, allocator);
        _summary = new NativeArena<ulong>((words + FramesPerWord - 1) >> WordShift, allocator);
        _freeByNode = new uint[nodeCount];
        _lowestWordByNode = new ulong[nodeCount];
        for (int node = 0; node < nodeCount; node++)
        {
            _lowestWordByNode[node] = WordsOf(node).Start;
        }

        for (ulong word = 0; word < words; word++)
        {
            ulong rest = frameCount - (word << WordShift);
            SetWord(word, FramesIn(word));
            _freeByNode[NodeOf((uint)(word << WordShift))] += (uint)Math.Min(rest, FramesPerWord);
        }

        FreeCount = frameCount;
    }

    internal uint FrameCount { get; }

    internal int NodeCount { get; }

    internal uint FreeCount { get; private set; }

    /// <summary>Frames at or above this number were never given out, so their memory is still zero.</summary>
    internal uint FirstNeverUsed { get; private set; }

    internal int NodeOf(uint frame) =>
        NodeCount == 1 ? 0 : (int)Math.Min((frame >> WordShift) / _wordsPerNode, (ulong)NodeCount - 1);

    internal uint FreeOn(int node) => _freeByNode[node];

    /// <summary>Takes the lowest free frame of a node, or of the next node that has one.</summary>
    internal bool TryAllocate(int preferredNode, out uint frame, out bool isZeroed)
    {
        for (int step = 0; step < NodeCount; step++)
        {
            int node = (preferredNode + step) % NodeCount;
            if (_freeByNode[node] != 0)
            {
                frame = LowestFree(node);
                Take(frame, 1);
                isZeroed = frame >= FirstNeverUsed;
                FirstNeverUsed = Math.Max(FirstNeverUsed, frame + 1);
                return true;
            }
        }

        frame = 0;
        isZeroed = false;
        return false;
    }

    /// <summary>Takes 512 neighbouring frames that start at a multiple of 512.</summary>
    internal bool TryAllocateLarge(int preferredNode, out uint firstFrame)
    {
        const int Words = Page.PagesPerLargePage / FramesPerWord;
        for (int step = 0; step < NodeCount; step++)
        {
            int node = (preferredNode + step) % NodeCount;
            (ulong start, ulong end) = WordsOf(node);
            for (ulong word = start; _freeByNode[node] >= Page.PagesPerLargePage && word + Words <= end; word += Words)
            {
                if (_free.Slice(word, Words).IndexOfAnyExcept(ulong.MaxValue) < 0)
                {
                    firstFrame = (uint)(word << WordShift);
                    Take(firstFrame, Page.PagesPerLargePage);
                    FirstNeverUsed = Math.Max(FirstNeverUsed, firstFrame + Page.PagesPerLargePage);
                    return true;
                }
            }
        }

        firstFrame = 0;
        return false;
    }

    internal void Free(uint frame)
    {
        ulong word = frame >> WordShift;
        ulong bit = 1UL << (int)(frame & (FramesPerWord - 1));
        Debug.Assert((_free[word] & bit) == 0, "a frame is freed once");
        SetWord(word, _free[word] | bit);
        FreeCount++;
        int node = NodeOf(frame);
        _freeByNode[node]++;
        _lowestWordByNode[node] = Math.Min(_lowestWordByNode[node], word);
    }

    internal bool IsFree(uint frame) => (_free[frame >> WordShift] >> (int)(frame & (FramesPerWord - 1)) & 1) != 0;

    public void Dispose()
    {
        _free.Dispose();
        _summary.Dispose();
    }

    private (ulong Start, ulong End) WordsOf(int node)
    {
        ulong start = Math.Min((ulong)node * _wordsPerNode, _free.Length);
        return (start, node == NodeCount - 1 ? _free.Length : Math.Min(start + _wordsPerNode, _free.Length));
    }

    private uint LowestFree(int node)
    {
        ulong word = _lowestWordByNode[node];
        ulong summaryWord = word >> WordShift;
        ulong bits = _summary[summaryWord] & (ulong.MaxValue << (int)(word & (FramesPerWord - 1)));
        while (bits == 0)
        {
            bits = _summary[++summaryWord];
        }

        word = (summaryWord << WordShift) + (ulong)BitOperations.TrailingZeroCount(bits);
        _lowestWordByNode[node] = word;
        return (uint)((word << WordShift) + (ulong)BitOperations.TrailingZeroCount(_free[word]));
    }

    private void Take(uint firstFrame, uint count)
    {
        for (uint frame = firstFrame; frame < firstFrame + count; frame++)
        {
            ulong word = frame >> WordShift;
            SetWord(word, _free[word] & ~(1UL << (int)(frame & (FramesPerWord - 1))));
        }

        FreeCount -= count;
        _freeByNode[NodeOf(firstFrame)] -= count;
    }

    private void SetWord(ulong word, ulong value)
    {
        _free[word] = value;
        ulong bit = 1UL << (int)(word & (FramesPerWord - 1));
        ref ulong summary = ref _summary[word >> WordShift];
        summary = value == 0 ? summary & ~bit : summary | bit;
    }
}
