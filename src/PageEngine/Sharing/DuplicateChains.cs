using System.Diagnostics;

namespace PageEngine;

/// <summary>Contents of one index shard that need more than one frame because a frame has reached its most sharers.</summary>
/// <remarks>
/// One frame of a chain is in the index, at its head, and takes new sharers. Full frames leave the index and stay here;
/// one that loses a sharer is open again and becomes the head when the present head is full or gone. Open frames are
/// taken lowest number first. Entries are hints: an open frame is compared before it is used.
/// </remarks>
internal sealed partial class DuplicateChains
{
    private readonly Dictionary<uint, Chain> _chainOf = [];
    private readonly HashSet<uint> _open = [];

    internal int FrameCount => _chainOf.Count;

    internal bool Contains(uint frame) => _chainOf.Count != 0 && _chainOf.ContainsKey(frame);

    /// <summary>The chain that a frame is in, made new where it is in none.</summary>
    internal Chain GetOrStart(uint frame)
    {
        if (!_chainOf.TryGetValue(frame, out Chain? chain))
        {
            chain = new Chain();
            _chainOf.Add(frame, chain);
        }

        return chain;
    }

    internal void Join(Chain chain, uint frame) => _chainOf.Add(frame, chain);

    internal Chain ChainOf(uint frame) => _chainOf[frame];

    /// <summary>Says that a frame without a slot has lost a sharer and can take another.</summary>
    internal void Reopen(uint frame)
    {
        if (_open.Add(frame))
        {
            _chainOf[frame].Open.Enqueue(frame, frame);
        }
    }

    /// <summary>Takes the lowest open frame out of a chain's open ones; frames that left the chain meanwhile are passed over.</summary>
    internal bool TryTakeOpen(Chain chain, out uint frame)
    {
        while (chain.Open.TryDequeue(out frame, out _))
        {
            if (_open.Contains(frame) && _chainOf[frame] == chain)
            {
                _open.Remove(frame);
                return true;
            }
        }

        return false;
    }

    internal void Leave(uint frame)
    {
        _open.Remove(frame);
        bool was = _chainOf.Remove(frame);
        Debug.Assert(was, "a frame leaves the chain that it is in");
    }

    internal sealed class Chain
    {
        internal PriorityQueue<uint, uint> Open { get; } = new();
    }
}
