namespace PageEngine.Benchmarks.Table;

/// <summary>Marks and harvests against the same in plain C.</summary>
internal sealed class DirtyFigures : IFigures
{
    /// <summary>Two measurements of the same thing differ by as much.</summary>
    private const double Tolerance = 1.05;

    private const int RepeatsOfPeer = 101;

    private static readonly Figure[] Figures =
    [
        new("mark a page, one writer", "ns", "mark", "mark_test_first_ns", Most: 2),
        new("mark a dirty page, one writer", "ns", "mark again", "mark_test_dirty_ns", Most: 2),
        new("mark a page, many writers", "ns", "mark concurrent", "mark_atomic_ns"),
        new("mark 64 pages at once, for each", "ns", "mark ranges", "mark_range_ns"),
        new("mark a page in a log with a reader", "ns", "mark log", "mark_test_first_ns", Most: 2),
        new("harvest 1 GiB, 0 % dirty", "us", "harvest 0", "harvest_0_us", Most: 10),
        new("harvest 1 GiB, 1 % dirty", "us", "harvest 1", "harvest_1_us", Most: 10),
        new("harvest 1 GiB, all dirty", "us", "harvest 100", "harvest_100_us", Most: 100),
        new("harvest 1 GiB, 0 % dirty, concurrent", "us", "harvest concurrent 0", "harvest_0_us", Most: 10),
        new("harvest 1 GiB, 1 % dirty, concurrent", "us", "harvest concurrent 1", "harvest_1_us", Most: 10),
        new("harvest 1 GiB, all dirty, concurrent", "us", "harvest concurrent 100", "harvest_100_us", Most: 100),
        new("harvest 1 TiB, nothing dirty", "us", "harvest 1 TiB", "harvest_1tib_0_us", Most: 1000),
    ];

    public string Name => "dirty";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        using var run = new DirtyRun();
        TableContext.WarmUp(() => run.Measure());
        var peer = new PeerResult[context.Runs];
        var ours = new IReadOnlyDictionary<string, double>[context.Runs];
        for (int i = 0; i < context.Runs; i++)
        {
            peer[i] = i > 0 && peer[0].Missing != null
                ? peer[0]
                : context.Peers.Run("dirty_peer", "--runs", $"{RepeatsOfPeer}");
            ours[i] = run.Measure();
        }

        return [.. Figures.Select(figure => Row(figure, ours, peer))];
    }

    private static TableRow Row(Figure figure, IReadOnlyDictionary<string, double>[] ours, PeerResult[] peer)
    {
        double our = TableContext.Median([.. ours.Select(run => run[figure.Ours])]);
        double? their = TableContext.Median(peer, figure.Peer);
        bool withinLimit = figure.Most == null || our <= figure.Most;
        return new()
        {
            Figure = figure.Name,
            Unit = figure.Unit,
            Ours = our,
            PeerName = "plain C",
            Peer = their,
            Ratio = our / their,
            Target = $"<= C (+ 5 %){(figure.Most is { } most ? $", <= {most} {figure.Unit}" : "")}",
            Reached = their == null ? null : our / their <= Tolerance && withinLimit,
            Note = peer[0].Missing,
        };
    }

    /// <param name="Name">What was measured.</param>
    /// <param name="Unit">The unit of both numbers.</param>
    /// <param name="Ours">The name of our number.</param>
    /// <param name="Peer">The key of the peer's.</param>
    /// <param name="Most">What it may be whatever the peer does.</param>
    private sealed record Figure(string Name, string Unit, string Ours, string Peer, double? Most = null);
}
