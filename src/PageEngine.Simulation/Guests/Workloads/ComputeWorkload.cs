namespace PageEngine.Simulation;

/// <summary>Works, and touches next to no memory: shows how much processor time is left for work.</summary>
/// <remarks>
/// Each access stands for a unit of work, which takes <c>1/AccessesPerSecond</c> of processor time; so the accesses
/// that the task has made are the work that it has done.
/// </remarks>
public sealed record ComputeWorkload : WorkloadSpec
{
    /// <summary>Makes a workload of a thousand units in a second.</summary>
    public ComputeWorkload()
    {
        AccessesPerSecond = 1_000;
    }

    /// <summary>The pages that are touched in turn, one after each unit; at most the memory of the task.</summary>
    public ByteSize WorkingSet { get; init; } = ByteSize.FromKiB(64);

    /// <summary>The units after which the task has done its work, 1 or more; null for no end.</summary>
    public long? Units { get; init; }

    internal override WorkloadTask NewTask(in WorkloadSetting setting) => new Task(this, setting.PagesOf(WorkingSet));

    internal override void Check(SpecProblems problems)
    {
        base.Check(problems);
        if (Units is { } units)
        {
            problems.AtLeast(units, 1, nameof(Units));
        }
    }

    private sealed class Task(ComputeWorkload spec, uint setPages) : WorkloadTask
    {
        private readonly long _units = spec.Units ?? long.MaxValue;
        private WorkloadPace _pace = new(spec);
        private long _unitsBegun;
        private uint _page;

        internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
        {
            int count = (int)Math.Min(accesses.Length, _units - _unitsBegun);
            for (int i = 0; i < count; i++)
            {
                accesses[i] = new PageAccess(_page, _pace.NextKind(ref random), _pace.NextGap());
                _page = _page + 1 < setPages ? _page + 1 : 0;
            }

            _unitsBegun += count;
            return count;
        }

        internal override void Save(StateWriter writer)
        {
            _pace.Save(writer);
            writer.Write(_unitsBegun);
            writer.Write(_page);
        }

        internal override void Load(StateReader reader)
        {
            _pace.Load(reader);
            _unitsBegun = reader.ReadInt64();
            _page = reader.ReadUInt32();
            bool fits = _unitsBegun >= 0 && _unitsBegun <= _units && _page < setPages;
            StateReader.Require(fits, "work is out of its bounds");
        }
    }
}
