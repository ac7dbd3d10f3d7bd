namespace PageEngine.Simulation;

/// <summary>A virtual processor.</summary>
internal sealed class Vcpu(int number)
{
    private const int Nobody = -1;

    internal int Number { get; } = number;

    /// <summary>The task on the processor; negative when there is none.</summary>
    internal int Task { get; set; } = Nobody;

    /// <summary>The event of the next slice; meaningful while one is scheduled.</summary>
    internal EventHandle Slice { get; set; }

    /// <summary>Until when the processor has run or stalls; a machine that is paused before goes on no earlier.</summary>
    internal SimTime BusyUntil { get; set; }

    /// <summary>The asynchronous faults that are outstanding.</summary>
    internal int OutstandingFaults { get; set; }

    internal bool HasTask => Task >= 0;

    internal void DropTask() => Task = Nobody;

    /// <summary>As the processor was when the machine was defined.</summary>
    internal void Reset()
    {
        DropTask();
        (Slice, BusyUntil, OutstandingFaults) = (default, SimTime.Zero, 0);
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(Task);
        writer.Write(Slice);
        writer.Write(BusyUntil);
        writer.Write(OutstandingFaults);
    }

    internal void Load(StateReader reader)
    {
        Task = reader.ReadInt32();
        Slice = reader.ReadEventHandle();
        BusyUntil = reader.ReadTime();
        OutstandingFaults = reader.ReadCount();
    }
}
