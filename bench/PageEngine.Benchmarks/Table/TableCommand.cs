using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Table;

/// <summary>Measures every figure over the same bytes in one run and prints them side by side.</summary>
internal static class TableCommand
{
    /// <summary>The bytes are the same on every machine and every day.</summary>
    private const ulong Seed = 0x5EED;

    private static readonly IFigures[] AllFigures =
    [
        new FingerprintFigures(),
        new ScanFigures(),
        new DirtyFigures(),
        new TokenFigures(),
        new ImageFigures(),
        new NaiveFigures(),
        new CopyOnWriteFigures(),
        new TrackingFigures(),
        new RealSharingFigures(),
        new TransferFigures(),
        new ArchiveFigures(),
    ];

    internal static int Run(TableOptions options)
    {
        IFigures[] wanted =
            [.. AllFigures.Where(f => f.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))];
        if (wanted.Length == 0)
        {
            string names = string.Join(", ", AllFigures.Select(f => f.Name));
            throw new BadUsageException($"no figure is called '{options.Only}'; there are {names}");
        }

        PageMixture mixture = MixtureOf(options);
        TableContext.Progress($"making {options.Size} of pages, half of them with duplicates");
        using DataFile file = DataFile.Create(mixture, options.DataDirectory);
        var context = new TableContext(options, mixture, file.Path);
        var rows = new List<TableRow>();
        foreach (IFigures figures in wanted)
        {
            TableContext.Progress($"measuring {figures.Name}, {options.Runs} runs of each side");
            rows.AddRange(figures.Measure(context));
        }

        Console.Out.Write(options.Json ? TableWriter.Json(options, mixture, rows) : TableWriter.Text(options, rows));
        return 0;
    }

    internal static int MakeData(string path, TableOptions options)
    {
        PageMixture mixture = MixtureOf(options);
        using FileStream file = new(path, FileMode.CreateNew);
        mixture.WriteTo(file);
        Console.WriteLine($"pages={mixture.PageCount}");
        Console.WriteLine($"duplicate_pages={mixture.DuplicatePages}");
        Console.WriteLine($"distinct_contents={mixture.DistinctContents}");
        return 0;
    }

    private static PageMixture MixtureOf(TableOptions options) => new(checked((int)options.Size.Pages), Seed);
}
