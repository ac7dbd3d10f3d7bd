namespace PageEngine.Simulation;

/// <content>Memories of machines that have left, kept for their way back.</content>
public sealed partial class SimulatedHost
{
    private readonly List<Checkpoint> _checkpoints = [];

    /// <summary>Whether the host has a checkpoint of a machine (<see cref="MigrationMethod.LeaveCheckpoint"/>).</summary>
    /// <param name="machine">The machine's name.</param>
    public bool HasCheckpoint(string machine) => FindCheckpoint(machine) is not null;

    /// <summary>Forgets the checkpoint of a machine.</summary>
    /// <param name="machine">The machine's name.</param>
    /// <returns>Whether there was one.</returns>
    public bool DropCheckpoint(string machine)
    {
        ThrowIfGone();
        Simulation.ThrowIfBusy();
        return ForgetCheckpoint(machine);
    }

    internal Checkpoint? FindCheckpoint(string machine) => _checkpoints.Find(checkpoint => checkpoint.Machine == machine);

    /// <summary>Writes the memory of a machine that leaves to the disk; an older one goes.</summary>
    internal void KeepCheckpoint(string machine, PagedMemory memory)
    {
        ForgetCheckpoint(machine);
        Checkpoint kept = Checkpoint.Of(Memory!, machine, memory);
        _checkpoints.Add(kept);
        TryRequestDisk(kept.Pages << Page.Shift, isWrite: true, out _);
    }

    internal bool ForgetCheckpoint(string machine)
    {
        if (FindCheckpoint(machine) is not { } checkpoint)
        {
            return false;
        }

        _checkpoints.Remove(checkpoint);
        checkpoint.Dispose();
        return true;
    }

    private void SaveCheckpoints(StateWriter writer)
    {
        writer.Write(_checkpoints.Count);
        foreach (Checkpoint checkpoint in _checkpoints)
        {
            checkpoint.Save(writer, Memory!);
        }
    }

    private void LoadCheckpoints(StateReader reader)
    {
        _checkpoints.Clear();
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            StateReader.Require(Memory is not null, "a host without pages has a checkpoint");
            Checkpoint checkpoint = Checkpoint.Load(Memory!, reader);
            StateReader.Require(FindCheckpoint(checkpoint.Machine) is null, "a host has two checkpoints of a machine");
            _checkpoints.Add(checkpoint);
        }
    }
}
