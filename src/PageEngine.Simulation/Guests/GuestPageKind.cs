namespace PageEngine.Simulation;

/// <summary>What a guest uses a page for. Each page is exactly one of these.</summary>
internal enum GuestPageKind : byte
{
    /// <summary>Nobody uses it.</summary>
    Free,

    /// <summary>It holds a page of a file, as it is on the disk.</summary>
    CleanCache,

    /// <summary>It holds a page of a file that the disk does not have yet.</summary>
    DirtyCache,

    /// <summary>It holds memory of a task.</summary>
    Anonymous,

    /// <summary>It belongs to the kernel.</summary>
    Kernel,

    /// <summary>It is in the balloon.</summary>
    Ballooned,
}
