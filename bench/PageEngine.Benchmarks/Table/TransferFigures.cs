namespace PageEngine.Benchmarks.Table;

/// <summary>Memory moved to another process over loopback, against nothing but a socket.</summary>
internal sealed class TransferFigures : IFigures
{
    private const double LeastRatio = 0.8;

    public string Name => "transfer";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        var ours = new PeerResult[context.Runs];
        var peer = new PeerResult[context.Runs];
        for (int run = 0; run < context.Runs; run++)
        {
            peer[run] = run > 0 && peer[0].Missing != null
                ? peer[0]
                : context.Peers.Run("socket_copy", context.DataPath, "--runs", "1");
            ours[run] = TransferPass.RunInChild(context.DataPath);
        }

        double rate = TableContext.Median(ours, "gbps")!.Value;
        yield return Row("transfer of raw pages over loopback", rate, "bare socket copy", peer, "fresh_gbps", LeastRatio);
        yield return Row("transfer of raw pages over loopback", rate, "the same into touched memory", peer, "touched_gbps", null);
        yield return Row("transfer of raw pages over loopback", rate, "memcpy", peer, "memcpy_gbps", null);
    }

    private static TableRow Row(
        string figure, double ours, string peerName, PeerResult[] peer, string key, double? least)
    {
        double? theirs = TableContext.Median(peer, key);
        return new()
        {
            Figure = figure,
            Unit = "GB/s",
            Ours = ours,
            PeerName = peerName,
            Peer = theirs,
            Ratio = ours / theirs,
            Target = least is null ? "" : $">= {least} of the bare copy",
            Reached = least is null || theirs is null ? null : ours / theirs >= least,
            Note = peer[0].Missing,
        };
    }
}
