namespace PageEngine.Simulation.Tests.WorkloadTests;

/// <summary>Runs one task alone: time is what its steps take.</summary>
internal sealed class TaskRun
{
    private readonly PageAccess[] _batch;
    private RandomStream _random;
    private SimTime _now;

    internal TaskRun(WorkloadSpec spec, WorkloadSetting setting, ulong seed = 1, int batch = 64)
    {
        SpecProblems problems = new();
        spec.Check(problems);
        Assert.Empty(problems.Found);
        Task = spec.CreateTask(setting);
        _batch = new PageAccess[batch];
        _random = new RandomStream(seed, "guest", "task");
    }

    internal WorkloadTask Task { get; }

    internal SimTime Now => _now;

    /// <summary>The next steps; none when the task has done its work.</summary>
    internal ReadOnlySpan<PageAccess> Next()
    {
        int made = Task.Next(_batch, ref _random, _now);
        foreach (PageAccess step in _batch.AsSpan(0, made))
        {
            _now += new SimTime(step.Nanoseconds);
        }

        return _batch.AsSpan(0, made);
    }

    /// <summary>At least so many steps, unless the task ends before.</summary>
    internal List<PageAccess> Take(int count)
    {
        List<PageAccess> steps = [];
        while (steps.Count < count)
        {
            ReadOnlySpan<PageAccess> next = Next();
            if (next.IsEmpty)
            {
                break;
            }

            steps.AddRange(next);
        }

        return steps;
    }

    /// <summary>All steps that end before a time.</summary>
    internal List<PageAccess> TakeUntil(SimTime end)
    {
        List<PageAccess> steps = [];
        while (_now < end)
        {
            ReadOnlySpan<PageAccess> next = Next();
            if (next.IsEmpty)
            {
                break;
            }

            steps.AddRange(next);
        }

        return steps;
    }

    internal byte[] Save()
    {
        using MemoryStream stream = new();
        using StateWriter writer = new(stream);
        writer.Write(_now);
        _random.Save(writer);
        Task.Save(writer);
        writer.Complete();
        return stream.ToArray();
    }

    internal void Load(byte[] state)
    {
        using MemoryStream stream = new(state);
        StateReader reader = new(stream);
        _now = reader.ReadTime();
        _random.Load(reader);
        Task.Load(reader);
        reader.Complete();
    }

    /// <summary>A task with so many pages of its own and files.</summary>
    internal static WorkloadSetting Setting(uint pages, uint filePages = 0, ulong key = 7) =>
        new(pages, pages, filePages, key);
}
