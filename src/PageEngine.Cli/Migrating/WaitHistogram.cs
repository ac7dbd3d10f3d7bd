using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>The classes of waits between the first and the last that has any.</summary>
/// <param name="Edges">Where they begin and where the last ends; empty when there are no waits.</param>
/// <param name="Counts">The waits in each.</param>
internal sealed record WaitHistogram(IReadOnlyList<SimTime> Edges, IReadOnlyList<ulong> Counts)
{
    internal static WaitHistogram Of(LatencyHistogram waits)
    {
        int[] used = [.. Enumerable.Range(0, LatencyHistogram.ClassCount).Where(index => waits[index] > 0)];
        if (used.Length == 0)
        {
            return new WaitHistogram([], []);
        }

        int[] classes = [.. Enumerable.Range(used[0], used[^1] - used[0] + 1)];
        SimTime end = used[^1] + 1 < LatencyHistogram.ClassCount
            ? LatencyHistogram.BeginOf(used[^1] + 1)
            : waits.Longest;
        return new WaitHistogram(
            [.. classes.Select(LatencyHistogram.BeginOf), end], [.. classes.Select(index => waits[index])]);
    }
}
