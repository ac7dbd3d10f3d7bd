namespace PageEngine.Benchmarks.Allocations;

/// <summary>One operation whose allocations are counted.</summary>
/// <param name="Name">The name in the baseline.</param>
/// <param name="Operations">How many operations one call of <paramref name="Run"/> does.</param>
/// <param name="Run">Does them.</param>
internal sealed record AllocationProbe(string Name, int Operations, Action Run)
{
    private const int Calls = 3;

    /// <summary>The bytes that all threads of the process allocate for one operation when all is warm.</summary>
    internal double Measure()
    {
        Run();
        Run();
        long least = long.MaxValue;
        // The runtime now and then allocates on a thread of its own: the least of a few calls is ours.
        for (int call = 0; call < Calls; call++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Run();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least / (double)Operations;
    }
}
