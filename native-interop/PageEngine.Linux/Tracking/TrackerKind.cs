namespace PageEngine.Linux;

/// <summary>How the writes to a <see cref="MappedGuestMemory"/> are found.</summary>
public enum TrackerKind
{
    /// <summary>
    /// The kernel notes the first write to each page (userfaultfd, WP_ASYNC) and gives and forgets in one step
    /// (PAGEMAP_SCAN). Linux 6.7.
    /// </summary>
    AsyncWriteProtect,

    /// <summary>The kernel sets a bit at the first write to each page; reading and clearing are two steps.</summary>
    SoftDirty,

    /// <summary>Every page is read and its fingerprint compared with that of the last time. Anywhere.</summary>
    Fingerprints,
}
