namespace PageEngine.Simulation;

/// <summary>The kinds of victim policies by name.</summary>
public enum VictimPolicyKind
{
    /// <summary><see cref="RandomVictims"/>.</summary>
    Random = 0,

    /// <summary><see cref="ClockVictims"/>.</summary>
    Clock = 1,

    /// <summary><see cref="GenerationVictims"/>.</summary>
    Generations = 2,
}
