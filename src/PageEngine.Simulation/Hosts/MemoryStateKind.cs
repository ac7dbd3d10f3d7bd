namespace PageEngine.Simulation;

/// <summary>Which states a host's free memory has.</summary>
public enum MemoryStateKind
{
    /// <summary>High 6 %, soft 4 %, hard 2 %, low 1 % of the memory free (Waldspurger, OSDI 2002, section 6.3).</summary>
    Classic,

    /// <summary>Parts of a minimum that grows more slowly than the memory.</summary>
    MinFree,
}
