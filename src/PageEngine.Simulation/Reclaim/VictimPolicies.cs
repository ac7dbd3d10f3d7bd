namespace PageEngine.Simulation;

/// <summary>Makes victim policies by kind, for scenarios and options.</summary>
public static class VictimPolicies
{
    /// <summary>Makes a policy in its first state.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="seed">The seed of its draws, where it draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static IVictimPolicy Create(VictimPolicyKind kind, ulong seed) => kind switch
    {
        VictimPolicyKind.Random => new RandomVictims(seed),
        VictimPolicyKind.Clock => new ClockVictims(),
        VictimPolicyKind.Generations => new GenerationVictims(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
