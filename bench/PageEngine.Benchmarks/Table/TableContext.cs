using System.Diagnostics;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Table;

/// <summary>What the figures of one table share: the bytes, the peers, and how often to measure.</summary>
internal sealed class TableContext(TableOptions options, PageMixture mixture, string dataPath)
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(0.5);

    internal PageMixture Mixture { get; } = mixture;

    /// <summary>The file that holds the pages; every peer and every figure of ours reads it.</summary>
    internal string DataPath { get; } = dataPath;

    internal PeerRunner Peers { get; } = new(options.PeerDirectory);

    /// <summary>The tool, where it is built.</summary>
    internal string ToolPath { get; } = Path.GetFullPath(options.ToolPath);

    internal int Runs { get; } = options.Runs;

    internal double Gibibytes => Mixture.PageCount / (double)(1 << 18);

    internal string PageCountText => Mixture.PageCount.ToString();

    internal static void Progress(string message) => Console.Error.WriteLine(message);

    /// <summary>Runs a peer and ours by turns, so that a slow minute of the machine hits both.</summary>
    internal (double Ours, PeerResult[] Peer) Alternate(Func<PeerResult> peer, Func<double> ours)
    {
        var peerResults = new PeerResult[Runs];
        var ourResults = new double[Runs];
        WarmUp(() => ours());
        for (int run = 0; run < Runs; run++)
        {
            // A peer that is missing stays missing: one question is enough.
            peerResults[run] = run > 0 && peerResults[0].Missing != null ? peerResults[0] : peer();
            ourResults[run] = ours();
        }

        return (Median(ourResults), peerResults);
    }

    /// <summary>Repeats an action until the runtime has compiled it well, which it does by use.</summary>
    internal static void WarmUp(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        for (int calls = 0; calls < 2 || Stopwatch.GetElapsedTime(start) < WarmUpTime; calls++)
            action();
    }

    internal static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    internal static double BestSeconds(int repeats, Action action)
    {
        double best = double.MaxValue;
        for (int i = 0; i < repeats; i++)
            best = Math.Min(best, Seconds(action));
        return best;
    }

    internal static double? Median(PeerResult[] results, string key)
    {
        double[] values = [.. results.Select(result => result[key]).Where(value => !double.IsNaN(value))];
        return values.Length == 0 ? null : Median(values);
    }

    internal static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
