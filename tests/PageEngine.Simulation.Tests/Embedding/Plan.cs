namespace PageEngine.Simulation.Tests.Embedding;

/// <summary>What is done to a simulation at a time.</summary>
internal sealed record Move(SimTime At, MoveKind Kind, string Machine, ulong Argument);

internal enum MoveKind
{
    Start,
    Pause,
    Resume,
    Suspend,
    ResumeFromDisk,
    Cancel,
    Stop,
    Destroy,
    WriteBytes,
    WriteToken,
    Read,
    BeginAccess,
    ScheduleTimer,
    CancelTimer,
}

/// <summary>Hosts, machines and moves: a simulation that can be run again and again.</summary>
internal sealed record Plan(ulong Seed)
{
    internal List<HostSpec> Hosts { get; init; } = [];

    /// <summary>The machines and the place of their host in the list.</summary>
    internal List<(int Host, VmSpec Spec)> Machines { get; init; } = [];

    internal List<Move> Moves { get; init; } = [];

    internal SimTime End { get; init; } = SimTime.FromSeconds(1);

    internal VmSpec SpecOf(string machine) => Machines.Single(pair => pair.Spec.Name == machine).Spec;

    internal int HostOf(string machine) => Machines.Single(pair => pair.Spec.Name == machine).Host;

    public override string ToString() => $"plan of seed {Seed}";
}
