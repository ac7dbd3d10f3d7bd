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
        RaiseLifecycleChanges();
        return move;
    }

    /// <summary>Whether a machine comes to the host or leaves it.</summary>
    internal bool IsMoveUnderWay(SimulatedHost host)
    {
        foreach (Migration move in _migrations)
        {
            if (!move.IsOver && (move.Source == host || move.Destination == host))
            {
                return true;
            }
        }

        return false;
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

    /// <summary>Takes the moves of a machine that goes for ever along.</summary>
    private void RemoveMigrationsOf(VirtualMachine machine)
    {
        for (int i = _migrations.Count - 1; i >= 0; i--)
        {
            Migration move = _migrations[i];
            if (move.Machine == machine)
            {
                _migrations.RemoveAt(i);
                _entities[move.Id.Value - 1] = null;
                move.CancelEvents();
                move.Release();
                _former.Note(move);
            }
        }
    }

    private Migration MakeMigration(EntityId id, byte[] saved)
    {
        StateReader reader = new(new MemoryStream(saved));
        MigrationMethod? method = JsonSerializer.Deserialize(reader.ReadText(), SpecJson.Default.MigrationMethod);
        StateReader.Require(method is not null && method.FindMistake() is null, "a move makes no sense");
        EntityId machineId = reader.ReadEntityId();
        VirtualMachine? machine = _machines.Find(candidate => candidate.Id == machineId);
        StateReader.Require(machine is not null, "a move is of a machine that is not there");
        return new Migration(this, id, machine!, HostOf(reader.ReadEntityId()), HostOf(reader.ReadEntityId()), method!);
    }
}
