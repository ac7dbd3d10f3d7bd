namespace PageEngine.Simulation;

/// <summary>Sweeps over its memory from one end to the other, again and again.</summary>
/// <remarks>
/// A sweep touches every page once, whatever the stride: with a stride of s pages it goes through the pages 0, s, 2s,
/// …, then through 1, s + 1, 2s + 1, … Of N pages, k accesses touch min(N, k) different ones.
/// </remarks>
public sealed record SequentialWorkload : WorkloadSpec
{
    /// <summary>The pages from one access to the next, 1 or more.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>The sweeps after which the task has done its work, 1 or more; null for no end.</summary>
    public long? Sweeps { get; init; }

    /// <summary>The time that the task sleeps between two sweeps, up to a year.</summary>
    public SimTime Pause { get; init; }

    internal override WorkloadTask NewTask(in WorkloadSetting setting) => new Task(this, setting.Pages);

    internal override void Check(SpecProblems problems)
    {
        base.Check(problems);
        problems.AtLeast(Stride, 1);
        if (Sweeps is { } sweeps)
        {
            problems.AtLeast(sweeps, 1, nameof(Sweeps));
        }

        problems.NotNegative(Pause);
        CheckSleep(Pause, nameof(Pause), problems);
    }

    private sealed class Task(SequentialWorkload spec, uint pages) : WorkloadTask
    {
        private readonly uint _stride = (uint)Math.Min(spec.Stride, pages);
        private WorkloadPace _pace = new(spec);
        private long _sweepsDone;
        private uint _offset;
        private uint _page;
        private bool _pauses;

        internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
        {
            for (int i = 0; i < accesses.Length; i++)
            {
                if (_sweepsDone == spec.Sweeps)
                {
                    return i;
                }

                if (_pauses)
                {
                    accesses[i] = new PageAccess(0, PageAccessKind.Sleep, spec.Pause.Nanoseconds);
                    _pauses = false;
                    continue;
                }

                accesses[i] = new PageAccess(_page, _pace.NextKind(ref random), _pace.NextGap());
                if (pages - _page > _stride)
                {
                    _page += _stride;
                }
                else
                {
                    EndPass();
                }
            }

            return accesses.Length;
        }

        internal override void Save(StateWriter writer)
        {
            _pace.Save(writer);
            writer.Write(_sweepsDone);
            writer.Write(_offset);
            writer.Write(_page);
            writer.Write(_pauses);
        }

        internal override void Load(StateReader reader)
        {
            _pace.Load(reader);
            _sweepsDone = reader.ReadInt64();
            _offset = reader.ReadUInt32();
            _page = reader.ReadUInt32();
            _pauses = reader.ReadBoolean();
            StateReader.Require(_sweepsDone >= 0 && _offset < _stride && _page < pages, "a sweep is out of its memory");
        }

        private void EndPass()
        {
            if (++_offset == _stride)
            {
                _offset = 0;
                _sweepsDone++;
                _pauses = spec.Pause > SimTime.Zero;
            }

            _page = _offset;
        }
    }
}
