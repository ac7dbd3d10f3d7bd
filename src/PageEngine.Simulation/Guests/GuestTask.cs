namespace PageEngine.Simulation;

/// <summary>A task in a guest: its workload, its memory, and where it stands.</summary>
internal sealed class GuestTask
{
    private const int BatchSize = 64;

    private readonly PageAccess[] _batch = new PageAccess[BatchSize];
    private int _batchCount;
    private int _batchPosition;

    internal GuestTask(int number, WorkloadSpec spec, int region, uint pages, WorkloadTask workload, RandomStream random, ContentSource content)
    {
        Number = number;
        Spec = spec;
        Region = region;
        Pages = pages;
        Workload = workload;
        Random = random;
        Content = content;
    }

    internal int Number { get; }

    internal WorkloadSpec Spec { get; }

    /// <summary>The task's memory in the guest's operating system.</summary>
    internal int Region { get; }

    /// <summary>The pages of the task's own memory.</summary>
    internal uint Pages { get; }

    internal TaskState State { get; set; }

    /// <summary>When the task began to run.</summary>
    internal SimTime Began { get; set; }

    /// <summary>The processor time that the guest's scheduler has charged, stalls included: the least charged runs next.</summary>
    internal long ChargedNanoseconds { get; set; }

    /// <summary>The accesses made: the work done.</summary>
    internal ulong Accesses { get; set; }

    /// <summary>The event that wakes the task; meaningful while it sleeps or waits for the guest's disk.</summary>
    internal EventHandle WakeUp { get; set; }

    internal WorkloadTask Workload { get; }

    internal ContentSource Content { get; }

    internal RandomStream Random;

    /// <summary>The next step. False when the task has done all its work.</summary>
    internal bool TryPeek(SimTime sinceBegin, GuestOs guest, out PageAccess next)
    {
        if (_batchPosition == _batchCount)
        {
            _batchCount = Workload.Next(_batch, ref Random, sinceBegin);
            _batchPosition = 0;
            if (_batchCount == 0)
            {
                next = default;
                return false;
            }

            guest.Prefetch(Region, _batch.AsSpan(0, _batchCount));
        }

        next = _batch[_batchPosition];
        return true;
    }

    /// <summary>Says that the step was made.</summary>
    internal void Advance() => _batchPosition++;

    /// <summary>Says that a part of the step was made, and what is left of it.</summary>
    internal void Keep(PageAccess rest) => _batch[_batchPosition] = rest;

    internal void Save(StateWriter writer)
    {
        writer.Write((byte)State);
        writer.Write(Began);
        writer.Write(ChargedNanoseconds);
        writer.Write(Accesses);
        writer.Write(WakeUp);
        Random.Save(writer);
        Workload.Save(writer);
        Content.Save(writer);
        writer.Write(_batchCount - _batchPosition);
        for (int i = _batchPosition; i < _batchCount; i++)
        {
            _batch[i].Save(writer);
        }
    }

    internal void Load(StateReader reader)
    {
        State = (TaskState)reader.ReadByte();
        StateReader.Require(State <= TaskState.Ended, "a task is in an unknown state");
        Began = reader.ReadTime();
        ChargedNanoseconds = reader.ReadInt64();
        Accesses = reader.ReadUInt64();
        WakeUp = reader.ReadEventHandle();
        Random.Load(reader);
        Workload.Load(reader);
        Content.Load(reader);
        _batchPosition = 0;
        _batchCount = reader.ReadCount(BatchSize);
        for (int i = 0; i < _batchCount; i++)
        {
            _batch[i] = PageAccess.Load(reader);
        }
    }
}
