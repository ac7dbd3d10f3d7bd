namespace PageEngine.Simulation;

/// <summary>Touches pages of its memory at random, each with the same probability.</summary>
/// <remarks>Of N pages, k accesses touch N(1 − (1 − 1/N)ᵏ) different ones in the mean.</remarks>
public sealed record UniformWorkload : WorkloadSpec
{
    internal override WorkloadTask NewTask(in WorkloadSetting setting) => new Task(this, setting.Pages);

    private sealed class Task(UniformWorkload spec, uint pages) : WorkloadTask
    {
        private WorkloadPace _pace = new(spec);

        internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
        {
            for (int i = 0; i < accesses.Length; i++)
            {
                uint page = (uint)random.Below(pages);
                accesses[i] = new PageAccess(page, _pace.NextKind(ref random), _pace.NextGap());
            }

            return accesses.Length;
        }

        internal override void Save(StateWriter writer) => _pace.Save(writer);

        internal override void Load(StateReader reader) => _pace.Load(reader);
    }
}
