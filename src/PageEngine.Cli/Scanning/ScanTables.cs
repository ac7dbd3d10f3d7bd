using Spectre.Console;

namespace PageEngine.Cli.Scanning;

/// <summary>Writes the result of a scan for people.</summary>
internal static class ScanTables
{
    internal static void Write(ScanResult result, IAnsiConsole console)
    {
        console.Write(Images(result));
        console.Write(Savings(result.Potential));
        console.Write(Ksm(result));
    }

    private static Table Images(ScanResult result)
    {
        Table table = Tables.Make(
            "Pages of 4096 bytes in each image",
            "image", "pages", "zero", "distinct", "singletons", "freed by sharing", "without zero pages");
        for (int i = 0; i < result.Inputs.Count; i++)
        {
            AddRow(table, result.Inputs[i].Title, result.Potential.Guests[i]);
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
        $"{Figures.Count(census.FreeablePages)}  {Figures.Percent(census.FreeablePages, census.Pages)}",
        $"{Figures.Count(census.FreeableNonZeroPages)}  {Figures.Percent(census.FreeableNonZeroPages, census.Pages)}");

    private static Table Savings(SharingPotential potential)
    {
        Table table = Tables.Make("What sharing frees", "", "pages", "of all", "memory", "without zero pages", "of all");
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
        string options = $"max_page_sharing {result.Request.MaxPageSharing}, use_zero_pages {(result.Request.UseZeroPages ? 1 : 0)}";
        Table table = Tables.Make(
            $"What Linux KSM's counters would settle at ({options})",
            "", "pages_shared", "pages_sharing", "pages_unshared", "ksm_zero_pages");
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
