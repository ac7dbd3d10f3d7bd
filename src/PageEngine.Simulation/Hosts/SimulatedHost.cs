namespace PageEngine.Simulation;

/// <summary>A host: frames, devices, and the virtual machines on it.</summary>
/// <remarks>One thread at a time, with everything else of its simulation.</remarks>
public sealed partial class SimulatedHost : SimulationEntity
{
    internal SimulatedHost(Simulation simulation, EntityId id, HostSpec spec)
        : base(simulation, id, spec.Name)
    {
        Spec = spec;
    }

    /// <summary>What the host is.</summary>
    public HostSpec Spec { get; }

    internal void Begin() => ScheduleIn(Spec.Reclaim.Interval, EventKind.ReclaimTick);

    internal void EndForMemory(VirtualMachine victim, VirtualMachine faulting) => Tell(EventKind.HostOutOfMemory, victim.Id.Value, faulting.Id.Value);

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
