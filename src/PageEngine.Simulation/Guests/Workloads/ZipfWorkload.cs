namespace PageEngine.Simulation;

/// <summary>Touches pages with the frequencies of Zipf's law: the k-th most popular in proportion to k⁻ˢ.</summary>
/// <remarks>
/// Which page has which rank differs from task to task; pages of neighbouring ranks are scattered over the memory.
/// </remarks>
public sealed record ZipfWorkload : WorkloadSpec
{
    private const double MostExponent = 16;

    /// <summary>The exponent s of the law, 0 (all pages alike) to 16.</summary>
    public double Exponent { get; init; } = 0.99;

    /// <summary>The pages of neighbouring ranks that lie side by side, 1 or more; 1 for none.</summary>
    public int ClusterPages { get; init; } = 1;

    internal override WorkloadTask NewTask(in WorkloadSetting setting) => new Task(this, setting);

    internal override void Check(SpecProblems problems)
    {
        base.Check(problems);
        CheckExponent(Exponent, problems);
        problems.AtLeast(ClusterPages, 1);
    }

    internal static void CheckExponent(double exponent, SpecProblems problems) =>
        problems.Within(exponent, 0, MostExponent, nameof(Exponent));

    private sealed class Task(ZipfWorkload spec, in WorkloadSetting setting) : WorkloadTask
    {
        private readonly ZipfPages _popular = new(setting.Pages, spec.Exponent, (uint)spec.ClusterPages, setting.Key);
        private WorkloadPace _pace = new(spec);

        internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
        {
            for (int i = 0; i < accesses.Length; i++)
            {
                uint page = _popular.Next(ref random);
                accesses[i] = new PageAccess(page, _pace.NextKind(ref random), _pace.NextGap());
            }

            return accesses.Length;
        }

        internal override void Save(StateWriter writer) => _pace.Save(writer);

        internal override void Load(StateReader reader) => _pace.Load(reader);
    }
}
