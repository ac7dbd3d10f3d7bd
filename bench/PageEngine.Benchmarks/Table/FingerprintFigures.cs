using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Table;

/// <summary>Fingerprints against read loops, the least that looks at every byte, and against libxxhash.</summary>
internal sealed class FingerprintFigures : IFigures
{
    private const double LeastPartOfReadLoop = 0.85;
    private const int Repeats = 3;

    public string Name => "fingerprint";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        using PageMemory memory = PageMemory.Load(context.DataPath);
        var libraries = new List<PeerResult>();
        var insideLoops = new List<double>();
        ulong fingerprints = 0, sink = 0;
        (double ours, PeerResult[] loops) = context.Alternate(
            () =>
            {
                libraries.Add(context.Peers.Run("xxh3_peer", context.DataPath, "--runs", $"{Repeats}"));
                return context.Peers.Run("read_loop", context.DataPath, "--runs", $"{Repeats}");
            },
            () =>
            {
                insideLoops.Add(Speed(memory, () => sink ^= ReadAll(memory)));
                return Speed(memory, () => fingerprints = FingerprintAll(memory));
            });
        GC.KeepAlive(sink);

        double? outsideLoop = TableContext.Median(loops, "read_gbps");
        double? library = TableContext.Median([.. libraries], "xxh3_gbps");
        return
        [
            Promised(ours, "read loop (C)", outsideLoop, loops[0].Missing),
            Promised(ours, "read loop (.NET)", TableContext.Median([.. insideLoops]), null),
            Row(ours, "libxxhash", library, libraries[0].Missing ?? CompareHashes(libraries[0], fingerprints)),
        ];
    }

    private static TableRow Row(double ours, string peerName, double? peer, string? note) => new()
    {
        Figure = "fingerprint every page",
        Unit = "GB/s",
        Ours = ours,
        PeerName = peerName,
        Peer = peer,
        Ratio = ours / peer,
        Note = note,
    };

    private static TableRow Promised(double ours, string peerName, double? peer, string? note) =>
        Row(ours, peerName, peer, note) with
        {
            Target = $">= {LeastPartOfReadLoop} of the loop",
            Reached = peer == null ? null : ours / peer >= LeastPartOfReadLoop,
        };

    /// <summary>The two must have computed the same fingerprints, or their speeds say nothing.</summary>
    private static string? CompareHashes(PeerResult peer, ulong ours) =>
        peer.Values.TryGetValue("xxh3_xor", out string? theirs) && theirs == ours.ToString("x16")
            ? null
            : "the fingerprints differ from libxxhash's";

    private static double Speed(PageMemory memory, Action pass) =>
        memory.ByteCount / TableContext.BestSeconds(Repeats, pass) * 1e-9;

    private static ulong FingerprintAll(PageMemory memory)
    {
        ulong all = 0;
        for (int page = 0; page < memory.PageCount; page++)
            all ^= PageFingerprint.Compute(memory[page], 0);
        return all;
    }

    private static ulong ReadAll(PageMemory memory)
    {
        ulong all = 0;
        for (int page = 0; page < memory.PageCount; page++)
            all ^= ReadLoop.Run(memory[page]);
        return all;
    }
}
