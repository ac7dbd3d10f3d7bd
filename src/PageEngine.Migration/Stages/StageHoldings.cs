namespace PageEngine.Migration;

/// <summary>What the hosts hold for a migration in a stage; what a stage no longer holds is freed on the way to it.</summary>
[Flags]
public enum StageHoldings
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The source's memory of the guest.</summary>
    SourceMemory = 1 << 0,

    /// <summary>The destination's memory for the guest, filled or not.</summary>
    DestinationMemory = 1 << 1,

    /// <summary>The tracking of writes on the source.</summary>
    DirtyTracking = 1 << 2,

    /// <summary>The connection between the two.</summary>
    Connection = 1 << 3,

    /// <summary>A whole copy of memory and state on the destination.</summary>
    DestinationCopy = 1 << 4,
}
