using PageEngine.Linux;

namespace PageEngine.Benchmarks.Table;

/// <summary>Tracking the writes to real memory against the same calls in C.</summary>
internal sealed class TrackingFigures : IFigures
{
    private const double Tolerance = 1.10;
    private const int RepeatsOfPeer = 11;

    public string Name => "real-tracking";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        string reason = KernelFeatures.Current.WhyNot(TrackerKind.AsyncWriteProtect);
        if (reason.Length > 0)
        {
            TableContext.Progress($"no tracking of real memory: {reason}");
            return [];
        }

        var size = ByteSize.FromPages((ulong)context.Mixture.PageCount);
        using var run = new TrackingRun(size);
        run.Measure();
        var peer = new PeerResult[context.Runs];
        var ours = new IReadOnlyDictionary<string, double>[context.Runs];
        for (int i = 0; i < context.Runs; i++)
        {
            peer[i] = i > 0 && peer[0].Missing != null
                ? peer[0]
                : context.Peers.Run("tracking_peer", "--mib", $"{size.Bytes >> 20}", "--runs", $"{RepeatsOfPeer}");
            ours[i] = run.Measure();
        }

        var rows = new List<TableRow>
        {
            Row("real memory: write to a page, unprotected", "ns", "plain write", "plain_write_ns", ours, peer),
            Row("real memory: first write to a page", "ns", "first write", "first_write_ns", ours, peer),
        };
        foreach (int perThousand in TrackingRun.PerThousand)
        {
            string figure = $"real memory: harvest 1 GiB, {perThousand / 10.0} % dirty";
            rows.Add(Row(figure, "us", $"scan {perThousand}", $"scan_{perThousand}_us", ours, peer));
        }

        return rows;
    }

    private static TableRow Row(
        string figure, string unit, string ourName, string peerKey, IReadOnlyDictionary<string, double>[] ours,
        PeerResult[] peer)
    {
        double our = TableContext.Median([.. ours.Select(run => run[ourName])]);
        double? their = TableContext.Median(peer, peerKey);
        return new()
        {
            Figure = figure,
            Unit = unit,
            Ours = our,
            PeerName = "plain C",
            Peer = their,
            Ratio = our / their,
            Target = "<= C (+ 10 %)",
            Reached = their == null ? null : our / their <= Tolerance,
            Note = peer[0].Missing,
        };
    }
}
