namespace PageEngine.Migration;

/// <summary>What a frame of a page stream carries. The values are those on the wire.</summary>
public enum StreamFrameKind
{
    /// <summary>Version, features and identity of the stream: the first frame in each direction.</summary>
    Hello = 1,

    /// <summary>The guest's memory: <see cref="MemoryLayout"/>.</summary>
    Layout = 2,

    /// <summary>A round begins.</summary>
    RoundBegin = 3,

    /// <summary>Pages: <see cref="PageBatch"/>.</summary>
    Pages = 4,

    /// <summary>A round is at its end; the destination confirms it.</summary>
    RoundEnd = 5,

    /// <summary>The vCPUs are stopped on the source.</summary>
    Stop = 6,

    /// <summary>A piece of the state of vCPUs, devices or management: <see cref="StateChunk"/>.</summary>
    State = 7,

    /// <summary>Pages whose copies on the destination are old or missing, and that follow after the switch.</summary>
    Pending = 8,

    /// <summary>All that the guest needs to run on the destination is there; it is run when this is confirmed.</summary>
    Commit = 9,

    /// <summary>Nothing follows.</summary>
    End = 10,

    /// <summary>The migration is cancelled; the guest stays on the source. Not after a commit.</summary>
    Abort = 11,

    /// <summary>From the destination: pages that are needed now, in post-copy.</summary>
    Request = 12,

    /// <summary>From the destination: a frame was understood and what it asks for is done.</summary>
    Acknowledge = 13,
}
