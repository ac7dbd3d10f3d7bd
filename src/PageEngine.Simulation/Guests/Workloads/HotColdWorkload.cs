using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>
/// Touches a hot part of its memory more often than the rest; what is hot can move from phase to phase.
/// </summary>
/// <remarks>
/// The hot pages lie side by side and the hot set moves upwards, around the end of the memory. Within the hot and
/// within the cold pages each is touched with the same probability. Where there are no cold pages all accesses are hot,
/// and where there are no hot ones all are cold.
/// </remarks>
public sealed record HotColdWorkload : WorkloadSpec
{
    /// <summary>The part of the memory that is hot, 0 to 1; above 0 at least a page.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double HotShare { get; init; } = 0.1;

    /// <summary>The part of the accesses that go to hot pages, 0 to 1.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double HotAccessShare { get; init; } = 0.9;

    /// <summary>The time that a hot set lasts, above 0; null for ever.</summary>
    public SimTime? PhaseLength { get; init; }

    /// <summary>
    /// How far the hot set moves when a phase ends, as a part of its size: 0 for not at all, 1 for all new pages.
    /// </summary>
    [JsonConverter(typeof(ShareConverter))]
    public double PhaseShift { get; init; } = 1;

    internal override WorkloadTask NewTask(in WorkloadSetting setting) => new Task(this, setting.Pages);

    internal override void Check(SpecProblems problems)
    {
        base.Check(problems);
        problems.Share(HotShare);
        problems.Share(HotAccessShare);
        if (PhaseLength is { } length)
        {
            problems.Positive(length, nameof(PhaseLength));
        }

        problems.Share(PhaseShift);
    }

    private sealed class Task : WorkloadTask
    {
        private readonly uint _pages;
        private readonly uint _hotPages;
        private readonly uint _coldPages;
        private readonly uint _shift;
        private readonly long _phaseLength;
        private readonly Probability _hot;
        private WorkloadPace _pace;
        private long _phase;
        private long _phaseEnd;
        private uint _begin;

        internal Task(HotColdWorkload spec, uint pages)
        {
            _pages = pages;
            _hotPages = spec.HotShare > 0 ? (uint)Math.Clamp(Math.Round(spec.HotShare * pages), 1, pages) : 0;
            _coldPages = pages - _hotPages;
            _hot = new Probability(_hotPages == 0 ? 0 : _coldPages == 0 ? 1 : spec.HotAccessShare);
            _shift = spec.PhaseShift > 0 ? (uint)Math.Max(1, Math.Round(spec.PhaseShift * _hotPages)) : 0;
            _phaseLength = spec.PhaseLength?.Nanoseconds ?? long.MaxValue;
            _pace = new WorkloadPace(spec);
            BeginPhase(0);
        }

        internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
        {
            long time = now.Nanoseconds;
            for (int i = 0; i < accesses.Length; i++)
            {
                long gap = _pace.NextGap();
                time += gap;
                if (time >= _phaseEnd)
                {
                    BeginPhase(time / _phaseLength);
                }

                // Chosen by factors: a branch would be guessed wrong too often.
                uint hot = _hot.DrawBit(ref random);
                uint cold = 1 - hot;
                ulong drawn = random.Below((hot * _hotPages) + (cold * _coldPages));
                ulong place = (ulong)_begin + (cold * _hotPages) + drawn;
                uint page = (uint)(place < _pages ? place : place - _pages);
                accesses[i] = new PageAccess(page, _pace.NextKind(ref random), gap);
            }

            return accesses.Length;
        }

        internal override void Save(StateWriter writer)
        {
            _pace.Save(writer);
            writer.Write(_phase);
        }

        internal override void Load(StateReader reader)
        {
            _pace.Load(reader);
            long phase = reader.ReadInt64();
            StateReader.Require(phase >= 0 && phase <= long.MaxValue / _phaseLength, "a phase is out of all time");
            BeginPhase(phase);
        }

        private void BeginPhase(long phase)
        {
            _phase = phase;
            _phaseEnd = phase < long.MaxValue / _phaseLength ? (phase + 1) * _phaseLength : long.MaxValue;
            _begin = (uint)((UInt128)(ulong)phase * _shift % _pages);
        }
    }
}
