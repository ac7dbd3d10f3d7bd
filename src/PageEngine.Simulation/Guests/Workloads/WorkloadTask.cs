namespace PageEngine.Simulation;

/// <summary>The state of one task's workload: makes the accesses of the task, one after the other.</summary>
/// <remarks>It asks nothing and changes nothing: what the accesses do is up to the guest. Not thread-safe.</remarks>
internal abstract class WorkloadTask
{
    /// <summary>Makes the next accesses.</summary>
    /// <param name="accesses">Where they go.</param>
    /// <param name="random">The task's stream.</param>
    /// <param name="now">The time since the task began, for workloads with phases.</param>
    /// <returns>The accesses made; 0 when the task has done all its work.</returns>
    internal abstract int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now);

    internal abstract void Save(StateWriter writer);

    internal abstract void Load(StateReader reader);
}
