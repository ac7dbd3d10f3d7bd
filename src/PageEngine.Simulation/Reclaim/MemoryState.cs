namespace PageEngine.Simulation;

/// <summary>How short a host is of free memory; a larger value is worse.</summary>
public enum MemoryState
{
    /// <summary>There is enough.</summary>
    High = 0,

    /// <summary>Large pages are split and sharing is hurried; only policies scaled by minFree have it.</summary>
    Clear = 1,

    /// <summary>Balloons are inflated.</summary>
    Soft = 2,

    /// <summary>Pages are taken by force.</summary>
    Hard = 3,

    /// <summary>Pages are taken by force, and machines above their target wait.</summary>
    Low = 4,
}
