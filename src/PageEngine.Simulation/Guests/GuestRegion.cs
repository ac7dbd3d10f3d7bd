namespace PageEngine.Simulation;

/// <summary>The anonymous memory of one task.</summary>
internal struct GuestRegion
{
    /// <summary>The first virtual page.</summary>
    internal uint First;

    /// <summary>The pages.</summary>
    internal uint Pages;

    /// <summary>Those in memory.</summary>
    internal uint Resident;

    /// <summary>Those in the guest's swap.</summary>
    internal uint Swapped;

    /// <summary>Whether some task has it.</summary>
    internal bool IsUsed;
}
