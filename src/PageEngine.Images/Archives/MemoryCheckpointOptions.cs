namespace PageEngine.Images;

/// <summary>What is known about memory that goes into an archive.</summary>
public sealed record MemoryCheckpointOptions
{
    /// <summary>The most bytes of UTF-8 that each of the texts may have: 4096.</summary>
    public const int MaxTextBytes = 4096;

    /// <summary>Whose memory it is. One line.</summary>
    public string Machine { get; init; } = "";

    /// <summary>A name for the checkpoint. One line.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where the memory comes from. One line.</summary>
    public string Source { get; init; } = "";

    /// <summary>When the memory was read; null if that does not matter.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether the owner of the memory writes to it meanwhile.</summary>
    public bool IsOfRunning { get; init; }

    /// <summary>
    /// The number of the checkpoint that the pages are compared with first; 0 for none. Parts of the page map that did
    /// not change are not stored again.
    /// </summary>
    public uint Parent { get; init; }

    /// <summary>
    /// The pages that may differ from the parent, such as a dirty cursor harvested: ascending, not overlapping, as
    /// indexes of pages. The others are taken from the parent without looking at them. Null: all are looked at.
    /// </summary>
    public IReadOnlyList<PageRange>? Changed { get; init; }

    /// <summary>
    /// The addresses of the pages; null for those of the source where it is a <see cref="MemoryImage"/>, else from 0
    /// on.
    /// </summary>
    public IReadOnlyList<MemoryImageSegment>? Segments { get; init; }

    /// <summary>The number, above that of the last checkpoint; null for the next one.</summary>
    internal uint? Number { get; init; }
}
