namespace PageEngine.Simulation;

/// <summary>What a step of a task does.</summary>
internal enum PageAccessKind : byte
{
    /// <summary>Reads a page of the task's memory, or of a file by its page number behind it.</summary>
    Read = 0,

    /// <summary>Writes a page.</summary>
    Write = 1,

    /// <summary>Fills a page with zeros.</summary>
    Zero,

    /// <summary>Gives a page of its own memory back to the guest.</summary>
    Free,

    /// <summary>Works without memory.</summary>
    Compute,

    /// <summary>Sleeps.</summary>
    Sleep,
}
