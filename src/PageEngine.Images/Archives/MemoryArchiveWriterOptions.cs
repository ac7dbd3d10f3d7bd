namespace PageEngine.Images;

/// <summary>How an archive is written.</summary>
public sealed record MemoryArchiveWriterOptions
{
    /// <summary>Makes a compressor for each worker; null stores pages as they are.</summary>
    /// <remarks>What does not become smaller by at least a sixteenth is stored as it is.</remarks>
    public Func<IPageCompressor>? MakeCompressor { get; init; }

    /// <summary>The threads that work, at least 1; the archive is the same for any number.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The seed of a new archive's fingerprints and checksums; null draws one.</summary>
    /// <remarks>
    /// A seed that a guest cannot know keeps it from making pages whose fingerprints are equal. Archives with the same
    /// seed and the same history are the same bytes.
    /// </remarks>
    public ulong? Seed { get; init; }

    /// <summary>Makes the names in a directory durable, given its path; null leaves that to the file system.</summary>
    /// <remarks>The Linux back end has one. Without it a new archive may be gone after a power failure.</remarks>
    public Action<string>? SyncDirectory { get; init; }

    /// <summary>Cuts fingerprints to these bits, so that tests make them collide.</summary>
    internal ulong FingerprintMask { get; init; } = ulong.MaxValue;
}
