namespace PageEngine.Benchmarks.Table;

/// <summary>A host of 19 guests of 4 GiB, of which nothing but tokens is kept.</summary>
internal sealed class TokenFigures : IFigures
{
    private const int Guests = 19;
    private const double MostSeconds = 2;
    private const double MostGibibytes = 1;

    public string Name => "tokens";

    public IEnumerable<TableRow> Measure(TableContext context)
    {
        var cases = Pages.Kinds.SelectMany(_ => (int[])[1, 2], (pages, workers) => (Pages: pages, Workers: workers));
        foreach ((Pages pages, int workers) in cases)
        {
            PeerResult[] runs =
                [.. Enumerable.Range(0, context.Runs).Select(_ => TokenPass.RunInChild(Guests, workers, pages.Name))];
            string threads = workers == 1 ? "1 thread" : $"{workers} threads";
            string figure = $"pass over {runs[0]["pages"] * 1e-6:0.0} M tokens, {threads}, {pages.Name}";
            double seconds = TableContext.Median(runs, "seconds")!.Value;
            double gibibytes = TableContext.Median(runs, "peak_bytes")!.Value / (1 << 30);
            yield return Row(figure, "s", seconds, MostSeconds);
            yield return Row($"{figure}: peak memory", "GiB", gibibytes, MostGibibytes);
        }
    }

    private static TableRow Row(string figure, string unit, double ours, double most) => new()
    {
        Figure = figure,
        Unit = unit,
        Ours = ours,
        Target = $"<= {most} {unit}",
        Reached = ours <= most,
    };
}
