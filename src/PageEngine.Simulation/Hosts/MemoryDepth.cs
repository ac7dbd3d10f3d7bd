namespace PageEngine.Simulation;

/// <summary>How much of a host's memory there is in the simulation.</summary>
public enum MemoryDepth
{
    /// <summary>A 64-bit token for each page: contents can be equal or different. For large hosts.</summary>
    Tokens,

    /// <summary>Every byte: contents are hashed, compared and compressed for real.</summary>
    Bytes,

    /// <summary>No pages at all, only how many: for runs with very many machines.</summary>
    Rate,
}
