namespace PageEngine.Simulation;

/// <summary>What a guest's pages are used for; they add up to the guest's memory.</summary>
/// <param name="Free">Pages that nobody uses.</param>
/// <param name="CleanCache">Pages of files that equal what is on the disk.</param>
/// <param name="DirtyCache">Pages of files that the disk does not have yet.</param>
/// <param name="Anonymous">Pages of tasks.</param>
/// <param name="Kernel">Pages of the kernel.</param>
/// <param name="Ballooned">Pages in the balloon.</param>
public readonly record struct GuestStatistics(
    ulong Free, ulong CleanCache, ulong DirtyCache, ulong Anonymous, ulong Kernel, ulong Ballooned)
{
    /// <summary>Pages of tasks that are in the guest's own swap; they are beside the others.</summary>
    public ulong Swapped { get; init; }

    /// <summary>Pages that a task could get without a write to a disk.</summary>
    public ulong Available => Free + CleanCache;
}
