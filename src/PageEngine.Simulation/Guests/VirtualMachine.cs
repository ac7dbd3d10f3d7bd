namespace PageEngine.Simulation;

/// <summary>A virtual machine: its life, its processors, its memory.</summary>
/// <remarks>One thread at a time, with everything else of its simulation.</remarks>
public sealed partial class VirtualMachine : SimulationEntity
{
    internal VirtualMachine(Simulation simulation, EntityId id, VmSpec spec, SimulatedHost host)
        : base(simulation, id, spec.Name)
    {
        Spec = spec;
        Host = host;
    }

    /// <summary>What the machine is.</summary>
    public VmSpec Spec { get; }

    /// <summary>The host that the machine is on.</summary>
    public SimulatedHost Host { get; }

    /// <summary>Where the machine is in its life.</summary>
    public VmState State { get; }

    internal override void Handle(in SimulationEvent happened)
    {
    }

    internal override void CheckInvariants()
    {
    }

    internal override void Save(StateWriter writer)
    {
    }

    internal override void Load(StateReader reader)
    {
    }
}
