namespace PageEngine.Simulation;

/// <summary>Where a task runs: what its workload must know to begin.</summary>
/// <param name="Pages">The pages of the task's own memory, 1 or more.</param>
/// <param name="FirstFilePage">
/// Where the guest's files begin in the task's page numbers, not below <paramref name="Pages"/>.
/// </param>
/// <param name="FilePages">The pages of the guest's files.</param>
/// <param name="Key">
/// A hash of the seed, the machine's name, the workload and the task: what is drawn once for a task comes from it.
/// </param>
/// <param name="FirstPage">The place of the task's memory in that of all tasks of its workload, in pages.</param>
internal readonly record struct WorkloadSetting(
    uint Pages, uint FirstFilePage, uint FilePages, ulong Key = 0, uint FirstPage = 0)
{
    /// <summary>The pages of a set that is not larger than the task's memory, at least one.</summary>
    internal uint PagesOf(ByteSize set) => (uint)Math.Clamp(set.Pages, 1, Pages);
}
