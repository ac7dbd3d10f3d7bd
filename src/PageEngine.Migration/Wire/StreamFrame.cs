using System.Diagnostics;

namespace PageEngine.Migration;

/// <summary>One frame of a page stream, found sound. Valid until the decoder reads on or its input is given back.</summary>
public readonly struct StreamFrame
{
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly ulong _pageCount;

    internal StreamFrame(StreamFrameKind kind, uint sequence, ReadOnlyMemory<byte> payload, ulong pageCount)
    {
        Kind = kind;
        Sequence = sequence;
        _payload = payload;
        _pageCount = pageCount;
    }

    /// <summary>What it carries.</summary>
    public StreamFrameKind Kind { get; }

    /// <summary>Its number in its direction, from 0; what an acknowledgement names.</summary>
    public uint Sequence { get; }

    /// <summary>The bytes that it took on the wire.</summary>
    public int WireBytes => StreamFormat.HeaderBytes + _payload.Length;

    /// <summary>Whether a commit says that post-copy follows.</summary>
    /// <exception cref="InvalidOperationException">It is no commit.</exception>
    public bool IsPostCopyCommit => Require(StreamFrameKind.Commit)[0] != 0;

    /// <summary>The introduction of the other side.</summary>
    /// <exception cref="InvalidOperationException">It is no hello.</exception>
    public StreamHello AsHello()
    {
        bool isSound = StreamHello.TryRead(Require(StreamFrameKind.Hello), out StreamHello hello);
        Debug.Assert(isSound, "the decoder has looked");
        return hello;
    }

    /// <summary>The guest's memory. Makes a layout each time.</summary>
    /// <exception cref="InvalidOperationException">It is no layout.</exception>
    public MemoryLayout AsLayout()
    {
        bool isSound = MemoryLayout.TryRead(Require(StreamFrameKind.Layout), out MemoryLayout? layout);
        Debug.Assert(isSound, "the decoder has looked");
        return layout!;
    }

    /// <summary>The round that begins or ends.</summary>
    /// <exception cref="InvalidOperationException">It is neither.</exception>
    public StreamRound AsRound()
    {
        StreamFrameKind kind = Kind == StreamFrameKind.RoundEnd ? StreamFrameKind.RoundEnd : StreamFrameKind.RoundBegin;
        bool isSound = StreamRound.TryRead(Require(kind), out StreamRound round);
        Debug.Assert(isSound, "the decoder has looked");
        return round;
    }

    /// <summary>The pages.</summary>
    /// <exception cref="InvalidOperationException">It carries none.</exception>
    public PageBatch AsPages()
    {
        bool isSound = PageBatch.TryRead(Require(StreamFrameKind.Pages), _pageCount, out PageBatch batch);
        Debug.Assert(isSound, "the decoder has looked");
        return batch;
    }

    /// <summary>The piece of state.</summary>
    /// <exception cref="InvalidOperationException">It carries none.</exception>
    public StateChunk AsState()
    {
        bool isSound = StateChunk.TryRead(Require(StreamFrameKind.State), out StateChunk chunk);
        Debug.Assert(isSound, "the decoder has looked");
        return chunk;
    }

    /// <summary>The pages that follow after the switch, or that are requested.</summary>
    /// <exception cref="InvalidOperationException">It names none.</exception>
    public PageRanges AsRanges()
    {
        StreamFrameKind kind = Kind == StreamFrameKind.Request ? StreamFrameKind.Request : StreamFrameKind.Pending;
        bool isSound = PageRanges.TryRead(Require(kind), _pageCount, out PageRanges ranges);
        Debug.Assert(isSound, "the decoder has looked");
        return ranges;
    }

    /// <summary>What the destination confirms.</summary>
    /// <exception cref="InvalidOperationException">It is no acknowledgement.</exception>
    public StreamAcknowledgement AsAcknowledgement()
    {
        bool isSound = StreamAcknowledgement.TryRead(
            Require(StreamFrameKind.Acknowledge), out StreamAcknowledgement acknowledgement);
        Debug.Assert(isSound, "the decoder has looked");
        return acknowledgement;
    }

    /// <summary>Why the migration was cancelled.</summary>
    /// <exception cref="InvalidOperationException">It is no abort.</exception>
    public StreamAbort AsAbort() => StreamAbort.Read(Require(StreamFrameKind.Abort));

    private ReadOnlySpan<byte> Require(StreamFrameKind kind) => Kind == kind
        ? _payload.Span
        : throw new InvalidOperationException($"The frame is {Kind} and not {kind}.");
}
