namespace PageEngine.Tests;

/// <summary>What one thread of the machine does in one step.</summary>
internal enum StepKind
{
    /// <summary>A plain store: it goes to the thread's store buffer first.</summary>
    Store,

    /// <summary>A load; it sees the thread's own buffer before memory.</summary>
    Load,

    /// <summary>Waits until the thread's buffer is empty.</summary>
    Fence,

    /// <summary>An atomic or, with a full fence.</summary>
    Or,

    /// <summary>An atomic exchange for 0, with a full fence.</summary>
    Take,

    /// <summary>Notes a register in a cell that only the test looks at.</summary>
    Note,

    /// <summary>Skips steps when a register has a bit set.</summary>
    SkipIfSet,

    /// <summary>Skips steps when a register has a bit clear.</summary>
    SkipIfClear,
}

/// <summary>One step: a cell and a value, or a register with a bit and the number of steps to skip.</summary>
internal readonly record struct Step(StepKind Kind, int Cell = 0, int Value = 0, int Register = 0, int Skip = 0);
