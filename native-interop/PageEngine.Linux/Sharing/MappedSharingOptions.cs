namespace PageEngine.Linux;

/// <summary>How a <see cref="MappedPageSharer"/> works.</summary>
public sealed record MappedSharingOptions
{
    /// <summary>Whether pages of zeros are given back to the kernel.</summary>
    public bool UseZeroPages { get; init; } = true;

    /// <summary>
    /// The shortest run of neighbouring pages that is mapped; each run may cost two mappings of
    /// <c>vm.max_map_count</c>, whatever its length.
    /// </summary>
    public int MinRunLength { get; init; } = 1;

    /// <summary>The mappings of <c>vm.max_map_count</c> that are left to the rest of the process.</summary>
    public int ReservedMappings { get; init; } = 4096;

    /// <summary>The mappings that the process may have; null for what the kernel says.</summary>
    public int? MaximumMapCount { get; init; }

    /// <summary>The bits of a fingerprint that count, 1 to 64; fewer make more false hints, for tests.</summary>
    public int FingerprintBits { get; init; } = 64;

    /// <summary>The seed of the fingerprints; null for a secret one.</summary>
    public ulong? FingerprintSeed { get; init; }
}
