using PageEngine.Cli.Estimates;
using Spectre.Console;

namespace PageEngine.Cli.Scanning;

/// <summary>Writes the result of a scan for people.</summary>
internal static class ScanTables
{
    // The columns of numbers beside the name of an image, for counts below ten million.
    private const int NumbersWidth = 70;

    internal static void Write(ScanResult result, IAnsiConsole console)
    {
        string options =
            $"max_page_sharing {result.Request.MaxPageSharing}, use_zero_pages {(result.Request.UseZeroPages ? 1 : 0)}";
        console.WriteTable("Pages of 4096 bytes in each image", Images(result, console.Profile.Width));
        console.WriteTable("What sharing frees", Savings(result.Potential));
        console.WriteTable($"What the counters of Linux KSM would settle at ({options})", Ksm(result));
    }

    /// <summary>Writes what could be added on top of sharing, and from how many pages this is known.</summary>
    internal static void Write(ShrinkEstimate estimate, SharingPotential potential, IAnsiConsole console)
    {
        Table table = Tables.Make("", "pages made\nsmaller", "of those\nleft", "mean\nbytes", "pages\nfreed", "of all");
        Add("LZ4", estimate.Compressed);
        Add("XBZRLE to a similar page", estimate.Patched);
        Add("the smaller of the two", estimate.Either);
        console.WriteTable("What compression and patching could add on top of sharing (an estimate)", table);
        console.WriteLine($"A page counts if it shrinks to {ShrinkEstimate.MostBytes} bytes or less; what is left is packed without gaps.");
        console.WriteLine(
            $"Estimated from a sample of {Figures.Count((ulong)estimate.SampledPages)} of the "
            + $"{Figures.Pages(estimate.RemainingPages)} that are left after sharing, the zero page not among them.");

        void Add(string title, ShrunkPages shrunk) => table.AddPlainRow(
            title,
            Figures.Count(estimate.PagesOf(shrunk)),
            Figures.Percent(shrunk.Pages, estimate.SampledPages),
            Figures.Count(shrunk.MeanBytes),
            Figures.Count(estimate.FreedBy(shrunk)),
            Figures.Percent(estimate.FreedBy(shrunk), potential.Total.Pages));
    }

    private static Table Images(ScanResult result, int width)
    {
        Table table = Tables.Make(
            "image", "pages", "zero", "distinct", "singletons", "freed by\nsharing", "without\nzeros");
        for (int i = 0; i < result.Inputs.Count; i++)
        {
            AddRow(table, Figures.EndOf(result.Inputs[i].Title, Math.Max(width - NumbersWidth, 10)), result.Potential.Guests[i]);
        }

        table.AddEmptyRow();
        AddRow(table, "all together", result.Potential.Total);
        return table;
    }

    private static void AddRow(Table table, string title, ContentCensus census) => table.AddPlainRow(
        title,
        Figures.Count(census.Pages),
        Figures.Count(census.ZeroPages),
        Figures.Count(census.DistinctContents),
        Figures.Count(census.Singletons),
        Figures.Count(census.FreeablePages),
        Figures.Count(census.FreeableNonZeroPages));

    private static Table Savings(SharingPotential potential)
    {
        Table table = Tables.Make("", "pages", "of all", "memory", "without\nzeros", "of all");
        ulong all = potential.Total.Pages;
        Add("within images", potential.WithinGuestsFreeablePages, potential.WithinGuestsFreeableNonZeroPages);
        Add("between images", potential.BetweenGuestsFreeablePages, potential.BetweenGuestsFreeableNonZeroPages);
        Add("together", potential.Total.FreeablePages, potential.Total.FreeableNonZeroPages);
        return table;

        void Add(string title, ulong freed, ulong freedNonZero) => table.AddPlainRow(
            title,
            Figures.Count(freed),
            Figures.Percent(freed, all),
            $"{ByteSize.FromPages(freed)}",
            Figures.Count(freedNonZero),
            Figures.Percent(freedNonZero, all));
    }

    private static Table Ksm(ScanResult result)
    {
        Table table = Tables.Make("", "pages_shared", "pages_sharing", "pages_unshared", "ksm_zero_pages");
        KsmModel ksm = result.Ksm;
        table.AddPlainRow(
            "pages",
            Figures.Count(ksm.Shared),
            Figures.Count(ksm.Sharing),
            Figures.Count(ksm.Unshared),
            Figures.Count(result.KsmZeroPages));
        return table;
    }
}
