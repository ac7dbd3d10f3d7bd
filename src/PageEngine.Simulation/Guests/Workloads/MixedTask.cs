using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>A task that draws one of its parts before each step.</summary>
internal sealed class MixedTask : WorkloadTask
{
    private readonly WorkloadTask[] _parts;
    private readonly double[] _weights;
    private readonly uint[] _firstPages;
    private readonly uint _firstFilePage;
    private readonly bool[] _isDone;
    private double _liveWeight;

    internal MixedTask(MixedWorkload spec, in WorkloadSetting setting)
    {
        int count = spec.Parts.Count;
        _parts = new WorkloadTask[count];
        _weights = new double[count];
        _firstPages = new uint[count];
        _isDone = new bool[count];
        _firstFilePage = setting.FirstFilePage;
        double free = ShareLeft(spec.Parts, out int without);
        double begin = 0;
        for (int i = 0; i < count; i++)
        {
            WorkloadPart part = spec.Parts[i];
            double end = begin + (part.MemoryShare ?? (free / without));
            _firstPages[i] = (uint)Math.Clamp(Math.Round(begin * setting.Pages), 0, setting.Pages - 1);
            uint endPage = (uint)Math.Clamp(Math.Round(end * setting.Pages), _firstPages[i] + 1, setting.Pages);
            _parts[i] = part.Workload.CreateTask(setting with
            {
                Pages = endPage - _firstPages[i],
                Key = StableHash.Combine(setting.Key, (ulong)i),
            });
            _weights[i] = part.Weight;
            begin = end;
        }

        WeighParts();
    }

    internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
    {
        int made = 0;
        while (made < accesses.Length && _liveWeight > 0)
        {
            int part = Draw(ref random);
            if (_parts[part].Next(accesses.Slice(made, 1), ref random, now) == 0)
            {
                _isDone[part] = true;
                WeighParts();
                continue;
            }

            ref PageAccess access = ref accesses[made++];
            if (access.Kind == PageAccessKind.Sleep)
            {
                break;
            }

            now += new SimTime(access.Nanoseconds);
            if (access.Page < _firstFilePage)
            {
                access = access with { Page = access.Page + _firstPages[part] };
            }
        }

        return made;
    }

    internal override void Save(StateWriter writer)
    {
        for (int i = 0; i < _parts.Length; i++)
        {
            writer.Write(_isDone[i]);
            _parts[i].Save(writer);
        }
    }

    internal override void Load(StateReader reader)
    {
        for (int i = 0; i < _parts.Length; i++)
        {
            _isDone[i] = reader.ReadBoolean();
            _parts[i].Load(reader);
        }

        WeighParts();
    }

    private static double ShareLeft(IReadOnlyList<WorkloadPart> parts, out int without)
    {
        double taken = 0;
        without = 0;
        foreach (WorkloadPart part in parts)
        {
            taken += part.MemoryShare ?? 0;
            without += part.MemoryShare is null ? 1 : 0;
        }

        return Math.Max(0, 1 - taken);
    }

    /// <summary>
    /// Adds the weights up anew, always in the same order, so that a task that was loaded has the same sum.
    /// </summary>
    private void WeighParts()
    {
        _liveWeight = 0;
        for (int i = 0; i < _parts.Length; i++)
        {
            _liveWeight += _isDone[i] ? 0 : _weights[i];
        }
    }

    private int Draw(ref RandomStream random)
    {
        double place = random.NextDouble() * _liveWeight;
        int last = -1;
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_isDone[i] || _weights[i] == 0)
            {
                continue;
            }

            last = i;
            place -= _weights[i];
            if (place < 0)
            {
                return i;
            }
        }

        Debug.Assert(last >= 0, "a part that is not done has a weight");
        return last;
    }
}
