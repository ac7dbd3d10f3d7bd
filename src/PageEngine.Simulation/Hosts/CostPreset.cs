namespace PageEngine.Simulation;

/// <summary>What the mechanisms of a host cost.</summary>
public enum CostPreset
{
    /// <summary>A host of today: NVMe, LZ4.</summary>
    Modern,

    /// <summary>The costs that Difference Engine measured (Gupta and others, OSDI 2008, table 2).</summary>
    DifferenceEngine2008,
}
