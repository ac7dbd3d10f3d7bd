namespace PageEngine.Simulation;

/// <summary>Sleeps, and wakes now and then for some housekeeping in a small set of pages.</summary>
/// <remarks>
/// The times between two wake-ups are exponentially distributed, so that idle guests do not wake in step.
/// </remarks>
public sealed record IdleWorkload : WorkloadSpec
{
    /// <summary>The mean time that the task sleeps, above 0 and up to a year.</summary>
    public SimTime Interval { get; init; } = SimTime.FromSeconds(1);

    /// <summary>The accesses of each wake-up, 1 or more.</summary>
    public int AccessesPerInterval { get; init; } = 32;

    /// <summary>The pages that the accesses go to, evenly; at most the memory of the task.</summary>
    public ByteSize WorkingSet { get; init; } = ByteSize.FromMiB(4);

    internal override WorkloadTask NewTask(in WorkloadSetting setting) => new Task(this, setting.PagesOf(WorkingSet));

    internal override void Check(SpecProblems problems)
    {
        base.Check(problems);
        problems.Positive(Interval);
        CheckSleep(Interval, nameof(Interval), problems);
        problems.AtLeast(AccessesPerInterval, 1);
    }

    private sealed class Task(IdleWorkload spec, uint setPages) : WorkloadTask
    {
        private WorkloadPace _pace = new(spec);
        private int _accessesLeft;

        internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
        {
            for (int i = 0; i < accesses.Length; i++)
            {
                if (_accessesLeft == 0)
                {
                    long sleep = (long)random.Exponential(spec.Interval.Nanoseconds);
                    accesses[i] = new PageAccess(0, PageAccessKind.Sleep, Math.Max(1, sleep));
                    _accessesLeft = spec.AccessesPerInterval;
                    continue;
                }

                uint page = (uint)random.Below(setPages);
                accesses[i] = new PageAccess(page, _pace.NextKind(ref random), _pace.NextGap());
                _accessesLeft--;
            }

            return accesses.Length;
        }

        internal override void Save(StateWriter writer)
        {
            _pace.Save(writer);
            writer.Write(_accessesLeft);
        }

        internal override void Load(StateReader reader)
        {
            _pace.Load(reader);
            _accessesLeft = reader.ReadCount(spec.AccessesPerInterval);
        }
    }
}
