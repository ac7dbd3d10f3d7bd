namespace PageEngine.Simulation;

/// <summary>Touches pages of its memory at random, each with the same probability.</summary>
public sealed record UniformWorkload : WorkloadSpec
{
    internal override WorkloadTask CreateTask(in WorkloadSetting setting) => new Task(this, setting.Pages);

    private sealed class Task(UniformWorkload spec, uint pages) : WorkloadTask
    {
        private readonly long _nanoseconds = WorkloadPace.NanosecondsOf(spec);

        internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
        {
            for (int i = 0; i < accesses.Length; i++)
            {
                accesses[i] = new PageAccess((uint)random.Below(pages), WorkloadPace.KindOf(spec, ref random), _nanoseconds);
            }

            return accesses.Length;
        }

        internal override void Save(StateWriter writer)
        {
        }

        internal override void Load(StateReader reader)
        {
        }
    }
}
