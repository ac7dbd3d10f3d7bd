namespace PageEngine.Simulation;

/// <summary>Where a task runs: what its workload must know to begin.</summary>
/// <param name="Pages">The pages of the task's own memory.</param>
/// <param name="FirstFilePage">Where the guest's files begin in the task's page numbers.</param>
/// <param name="FilePages">The pages of the guest's files.</param>
internal readonly record struct WorkloadSetting(uint Pages, uint FirstFilePage, uint FilePages);
