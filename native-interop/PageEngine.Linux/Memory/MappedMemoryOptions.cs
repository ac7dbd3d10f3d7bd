namespace PageEngine.Linux;

/// <summary>How a <see cref="MappedGuestMemory"/> is made.</summary>
public sealed record MappedMemoryOptions
{
    /// <summary>The tracker; null for the best that this kernel allows. One that is named is used or refused.</summary>
    public TrackerKind? Tracker { get; init; }

    /// <summary>Where the pages are kept.</summary>
    public MemoryBacking Backing { get; init; }

    /// <summary>The name that a memory file has in <c>/proc/PID/maps</c>, at most 249 bytes of UTF-8.</summary>
    public string Name { get; init; } = "pageengine";

    /// <summary>
    /// The seed of fingerprints, where the tracker uses them; null for a secret one, so that nobody can make pages
    /// whose fingerprints agree.
    /// </summary>
    public ulong? FingerprintSeed { get; init; }
}
