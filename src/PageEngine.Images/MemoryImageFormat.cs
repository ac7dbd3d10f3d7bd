namespace PageEngine.Images;

/// <summary>How the bytes of a memory image lie in its file.</summary>
public enum MemoryImageFormat
{
    /// <summary>The file is the memory: byte n of the file is byte n of the guest.</summary>
    Raw,

    /// <summary>An ELF core: headers say which bytes of the file stand at which address.</summary>
    ElfCore,

    /// <summary>A checkpoint of an archive that <see cref="MemoryArchiveWriter"/> wrote.</summary>
    Archive,
}
