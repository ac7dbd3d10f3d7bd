namespace PageEngine.Images;

/// <summary>A run of guest memory that an <see cref="ElfCoreWriter"/> writes.</summary>
/// <param name="Address">The guest physical address of the first byte.</param>
/// <param name="ByteCount">The number of bytes.</param>
public readonly record struct ElfCoreSegment(ulong Address, ulong ByteCount);
