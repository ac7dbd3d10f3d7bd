namespace PageEngine.Simulation;

/// <summary>What a balloon driver reports of its guest's memory. Nothing in it is trusted.</summary>
/// <param name="TotalPages">The memory that the guest has, the balloon's pages left out.</param>
/// <param name="FreePages">The pages that nobody in the guest uses.</param>
/// <param name="AvailablePages">The pages that the guest could give without paging: free ones and clean cache.</param>
/// <param name="AtNanoseconds">When the report was made.</param>
public readonly record struct GuestMemoryStatistics(
    ulong TotalPages, ulong FreePages, ulong AvailablePages, long AtNanoseconds);
