namespace PageEngine.Simulation;

/// <summary>
/// Uses more or less memory as a schedule says: working sets that grow into each other, days and nights.
/// </summary>
/// <remarks>
/// The working set is the beginning of the task's memory. Pages that come to it are written first, in order and at the
/// task's pace; then each of its pages is touched with the same probability.
/// </remarks>
public sealed record WorkingSetGrowthWorkload : WorkloadSpec
{
    /// <summary>
    /// The sizes, in the order of their times; the first one holds before its time and the last one after.
    /// </summary>
    public IReadOnlyList<WorkingSetPoint> Schedule { get; init; } = [];

    /// <summary>
    /// Whether the size changes evenly from one point to the next; otherwise it jumps when the time has come.
    /// </summary>
    public bool Gradual { get; init; } = true;

    /// <summary>The time after which the schedule begins anew, above 0; null for never.</summary>
    public SimTime? Period { get; init; }

    /// <summary>
    /// Whether pages that leave the working set are given back to the guest; otherwise they are only idle.
    /// </summary>
    public bool FreesMemory { get; init; }

    internal override WorkloadTask NewTask(in WorkloadSetting setting) => new Task(this, setting);

    internal override void Check(SpecProblems problems)
    {
        base.Check(problems);
        if (Period is { } period)
        {
            problems.Positive(period, nameof(Period));
        }

        if (!problems.Present(Schedule))
        {
            return;
        }

        if (Schedule.Count == 0)
        {
            problems.Add(nameof(Schedule), "is empty, but must have a point");
        }

        for (int i = 0; i < Schedule.Count; i++)
        {
            problems.Enter(nameof(Schedule), i);
            SimTime at = Schedule[i].At;
            SimTime before = Schedule[Math.Max(0, i - 1)].At;
            problems.NotNegative(at, nameof(WorkingSetPoint.At));
            if (i > 0 && at <= before)
            {
                problems.Add(nameof(WorkingSetPoint.At), $"is {at}, but must be after the point before, {before}");
            }

            problems.Leave();
        }
    }

    private sealed class Task(WorkingSetGrowthWorkload spec, in WorkloadSetting setting) : WorkloadTask
    {
        private readonly WorkingSetSchedule _schedule = new(spec, setting);
        private readonly uint _pages = setting.Pages;
        private WorkloadPace _pace = new(spec);
        private uint _size;

        internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
        {
            long time = now.Nanoseconds;
            for (int i = 0; i < accesses.Length; i++)
            {
                uint wanted = _schedule.PagesAt(time);
                if (wanted < _size)
                {
                    PageAccess freed = new(wanted, PageAccessKind.Free, 0, _size - wanted);
                    _size = wanted;
                    if (spec.FreesMemory)
                    {
                        accesses[i] = freed;
                        continue;
                    }
                }

                long gap = _pace.NextGap();
                time += gap;
                accesses[i] = wanted > _size
                    ? new PageAccess(_size++, PageAccessKind.Write, gap)
                    : new PageAccess((uint)random.Below(_size), _pace.NextKind(ref random), gap);
            }

            return accesses.Length;
        }

        internal override void Save(StateWriter writer)
        {
            _pace.Save(writer);
            writer.Write(_size);
        }

        internal override void Load(StateReader reader)
        {
            _pace.Load(reader);
            _size = reader.ReadUInt32();
            StateReader.Require(_size <= _pages, "a working set is larger than its memory");
        }
    }
}
