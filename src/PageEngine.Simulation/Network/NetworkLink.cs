using System.Text.Json;

namespace PageEngine.Simulation;

/// <summary>A link between two hosts.</summary>
/// <remarks>
/// Hosts without a link between them reach each other through their network cards alone. One thread at a time, with
/// everything else of its simulation.
/// </remarks>
public sealed class NetworkLink : SimulationEntity
{
    internal NetworkLink(Simulation simulation, EntityId id, SimulatedHost first, SimulatedHost second, LinkSpec spec)
        : base(simulation, id, $"{first.Name} - {second.Name}")
    {
        First = first;
        Second = second;
        Spec = spec;
    }

    /// <summary>One end.</summary>
    public SimulatedHost First { get; }

    /// <summary>The other end.</summary>
    public SimulatedHost Second { get; }

    /// <summary>What the link is.</summary>
    public LinkSpec Spec { get; }

    /// <summary>Whether it carries anything.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>Bytes a second of payload that a direction carries.</summary>
    internal double BytesPerSecond => Network.BytesPerSecondOf(Spec);

    /// <summary>Takes the link down: what is on it is lost, and connections over it break.</summary>
    public void Cut() => SetUp(false);

    /// <summary>Brings the link up again.</summary>
    public void Repair() => SetUp(true);

    internal bool Joins(SimulatedHost from, SimulatedHost to) =>
        (First == from && Second == to) || (First == to && Second == from);

    internal override void Handle(in SimulationEvent happened) =>
        throw new InvalidOperationException($"link {Name} has nothing to do with {happened.Kind}");

    internal override bool Accepts(in SimulationEvent saved) => false;

    internal override void CheckInvariants()
    {
    }

    internal override void Save(StateWriter writer) => writer.Write(IsUp);

    internal override void Load(StateReader reader) => IsUp = reader.ReadBoolean();

    private protected override void SaveSpec(StateWriter writer)
    {
        writer.Write(JsonSerializer.Serialize(Spec, SpecJson.Default.LinkSpec));
        writer.Write(First.Id);
        writer.Write(Second.Id);
    }

    private void SetUp(bool isUp)
    {
        ThrowIfGone();
        Simulation.ThrowIfBusy();
        if (IsUp != isUp)
        {
            IsUp = isUp;
            Tell(EventKind.LinkChanged, isUp ? 1 : 0);
            Simulation.Network.PathsChanged();
            Simulation.RaiseLifecycleChanges();
        }
    }
}
