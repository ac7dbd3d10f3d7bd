namespace PageEngine.Simulation;

/// <summary>Why machines are moved.</summary>
public enum MoveTrigger
{
    /// <summary>Somebody says so.</summary>
    Command,

    /// <summary>A host is to be worked on, and every machine leaves it.</summary>
    Maintenance,

    /// <summary>Some hosts do much more than others.</summary>
    LoadBalance,

    /// <summary>Fewer hosts would do.</summary>
    Consolidation,

    /// <summary>Machines suffer where they are.</summary>
    Performance,
}
