namespace PageEngine.Simulation;

/// <summary>What workloads have in common: how fast they go, and how often they write.</summary>
internal static class WorkloadPace
{
    internal static long NanosecondsOf(WorkloadSpec spec) =>
        Math.Max(1, (long)Math.Round(SimTime.NanosecondsPerSecond / spec.AccessesPerSecond));

    internal static PageAccessKind KindOf(WorkloadSpec spec, ref RandomStream random) =>
        spec.WriteShare >= 1 || (spec.WriteShare > 0 && random.Chance(spec.WriteShare))
            ? PageAccessKind.Write
            : PageAccessKind.Read;
}
