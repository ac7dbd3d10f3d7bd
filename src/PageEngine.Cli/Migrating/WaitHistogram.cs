using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>Waits counted in ranges whose edges go 1, 2, 5, 10 through all sizes.</summary>
/// <param name="Edges">Where the ranges begin and where the last ends, in nanoseconds; empty when there are no waits.</param>
/// <param name="Counts">The waits in each range.</param>
internal sealed record WaitHistogram(IReadOnlyList<long> Edges, IReadOnlyList<long> Counts)
{
    private static readonly long[] Steps = [1, 2, 5];

    internal static WaitHistogram Of(IReadOnlyList<SimTime> waits)
    {
        if (waits.Count == 0)
        {
            return new WaitHistogram([], []);
        }

        long least = waits.Min(static wait => wait.Nanoseconds);
        long most = waits.Max(static wait => wait.Nanoseconds);
        List<long> edges = [];
        foreach (long edge in AllEdges())
        {
            if (edge <= least)
            {
                edges.Clear();
            }

            edges.Add(edge);
            if (edge > most)
            {
                break;
            }
        }

        long[] counts = new long[edges.Count - 1];
        foreach (SimTime wait in waits)
        {
            int place = edges.BinarySearch(wait.Nanoseconds);
            counts[Math.Clamp(place < 0 ? ~place - 1 : place, 0, counts.Length - 1)]++;
        }

        return new WaitHistogram(edges, counts);
    }

    private static IEnumerable<long> AllEdges()
    {
        yield return 0;
        for (long power = 1; power <= long.MaxValue / 50; power *= 10)
        {
            foreach (long step in Steps)
            {
                yield return step * power;
            }
        }
    }
}
