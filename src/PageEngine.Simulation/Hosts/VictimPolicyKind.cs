namespace PageEngine.Simulation;

/// <summary>Which page of a machine the host takes first.</summary>
public enum VictimPolicyKind
{
    /// <summary>Any page with the same probability: the host cannot tell, and it avoids bad cases with the guest's own policy.</summary>
    Random,

    /// <summary>Second chance: the first page that was not touched since the hand passed it.</summary>
    Clock,

    /// <summary>The page that was longest untouched, by generations.</summary>
    Generations,
}
