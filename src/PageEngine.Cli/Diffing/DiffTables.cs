using Spectre.Console;

namespace PageEngine.Cli.Diffing;

/// <summary>Writes the result of a comparison for people.</summary>
internal static class DiffTables
{
    internal static void Write(DiffResult result, IAnsiConsole console)
    {
        console.WriteTable($"{result.Request.Old} → {result.Request.New}", Pages(result));
        if (result.Comparison.DifferingPages > 0)
        {
            console.WriteTable("Bytes changed in each differing page", ChangedBytes(result.Comparison));
            console.WriteTable(
                $"Cost of sending the differing pages, {TransferCost.PageHeader} bytes of header a page included",
                Costs(result));
        }
    }

    private static Table Pages(DiffResult result)
    {
        DumpComparison comparison = result.Comparison;
        ulong differing = comparison.DifferingPages;
        Table table = Tables.Make("", "pages", "share");
        Add("compared", comparison.Match.Pages, comparison.Match.Pages);
        Add("differing", differing, comparison.Match.Pages);
        Add("  zero before, not zero now", comparison.ZeroToNonZero, differing);
        Add("  not zero before, zero now", comparison.NonZeroToZero, differing);
        Add("  held by the old dump, anywhere", result.Held.All, differing);
        Add("only in the old dump (not compared)", comparison.Match.OnlyInOld, 0);
        Add("only in the new dump (not compared)", comparison.Match.OnlyInNew, 0);
        table.AddEmptyRow();
        table.AddPlainRow("runs of differing pages", Figures.Count((ulong)comparison.Differing.Count), "");
        table.AddPlainRow("longest run", Figures.Count(comparison.LongestRun), "");
        return table;

        void Add(string title, ulong pages, ulong whole) =>
            table.AddPlainRow(title, Figures.Count(pages), Figures.Percent(pages, whole));
    }

    private static Table ChangedBytes(DumpComparison comparison)
    {
        Table table = Tables.Make("bytes", "pages", "share");
        for (int i = 0; i < ChangeSizes.Limits.Count; i++)
        {
            int from = ChangeSizes.LowestOf(i);
            int to = ChangeSizes.Limits[i];
            table.AddPlainRow(
                from == to ? $"{from}" : $"{from} to {to}",
                Figures.Count(comparison.Sizes[i]),
                Figures.Percent(comparison.Sizes[i], comparison.DifferingPages));
        }

        table.AddEmptyRow();
        ulong bytes = comparison.Sizes.ChangedBytes;
        table.AddPlainRow(
            "bytes changed in all", Figures.Count(bytes), Figures.Percent(bytes, comparison.DifferingPages * (double)Page.Size));
        return table;
    }

    private static Table Costs(DiffResult result)
    {
        TransferCost cost = result.Comparison.Cost;
        Table table = Tables.Make("", "bytes", "of raw", "bytes\na page");
        Add("raw", cost.Raw);
        Add("zero detection", cost.Zero);
        Add("zero detection, else XBZRLE delta", cost.Xbzrle);
        Add("zero detection, else LZ4", cost.Lz4);
        Add("zero detection, else reference to old", result.ReferenceBytes);
        return table;

        void Add(string title, ulong bytes) => table.AddPlainRow(
            title,
            Figures.Count(bytes),
            Figures.Percent(bytes, cost.Raw),
            Figures.Count((double)bytes / result.Comparison.DifferingPages));
    }
}
