using System.Text.Json;

namespace PageEngine.Simulation;

/// <content>Moves of machines between hosts.</content>
public sealed partial class Simulation
{
    private readonly List<Migration> _migrations = [];

    /// <summary>All moves, in the order in which they were asked for; those that are over too.</summary>
    public IReadOnlyList<Migration> Migrations => _migrations;

    /// <summary>Handles events until a move is over, or stands still until somebody repairs its path.</summary>
    /// <param name="move">The move.</param>
    /// <param name="limit">The time at which it stops in any case; null for none.</param>
    /// <returns>Why it stopped: at the end of the move it is <see cref="StepReason.StoppedAtWatchedEvent"/>.</returns>
    /// <exception cref="ArgumentException">The move is of another simulation.</exception>
    public StepResult AdvanceUntil(Migration move, SimTime? limit = null)
    {
        ArgumentNullException.ThrowIfNull(move);
        if (move.Simulation != this)
        {
            throw new ArgumentException("the move is of another simulation", nameof(move));
        }

        StepOptions options = new() { StopOn = EventFilter.Of(EventKind.MigrationStageChanged).For(move.Id) };
        ulong handled = 0;
        StepResult result = new() { Now = Now, Reason = StepReason.StoppedAtWatchedEvent };
        while (!move.IsOver && !(move.IsInterrupted && !Network.IsPathUp(move.Source, move.Destination)))
        {
            result = AdvanceTo(limit ?? SimTime.Never, options);
            handled += result.EventsHandled;
            if (result.Reason != StepReason.StoppedAtWatchedEvent)
            {
                break;
            }
        }

        return result with { EventsHandled = handled };
    }

    internal Migration AddMigration(VirtualMachine machine, SimulatedHost destination, MigrationMethod method)
    {
        Migration move = new(this, new EntityId(_entities.Count + 1), machine, machine.Host, destination, method);
        _entities.Add(move);
        _migrations.Add(move);
        move.BeginMove();
        return move;
    }

    internal IEnumerable<VirtualMachine> ArrivingAt(SimulatedHost host)
    {
        foreach (Migration move in _migrations)
        {
            if (move.HoldsRoomAt(host))
            {
                yield return move.Machine;
            }
        }
    }

    private static void SaveMigration(StateWriter writer, Migration move)
    {
        writer.Write(JsonSerializer.Serialize(move.Method, SpecJson.Default.MigrationMethod));
        writer.Write(move.Machine.Id);
        writer.Write(move.Source.Id);
        writer.Write(move.Destination.Id);
    }

    private Migration LoadMigration(EntityId id, string spec, StateReader reader, SimulationEntity? before)
    {
        MigrationMethod method = JsonSerializer.Deserialize(spec, SpecJson.Default.MigrationMethod)!;
        StateReader.Require(method.FindMistake() is null, "a move makes no sense");
        EntityId machineId = reader.ReadEntityId();
        VirtualMachine? machine = (VirtualMachine?)_entities.Find(entity => entity.Id == machineId && entity is VirtualMachine);
        StateReader.Require(machine is not null, "a move is of a machine that is not there");
        SimulatedHost source = HostOf(reader.ReadEntityId());
        SimulatedHost destination = HostOf(reader.ReadEntityId());
        Migration move = before is Migration same && same.Machine == machine && same.Source == source && same.Destination == destination
                && same.Method == method
            ? same
            : new Migration(this, id, machine!, source, destination, method);
        move.Revive();
        _entities.Add(move);
        _migrations.Add(move);
        return move;
    }
}
