using System.Globalization;
using PageEngine.Images;
using Spectre.Console;

namespace PageEngine.Cli.Snapshots;

/// <summary>Writes checkpoints for people.</summary>
internal static class SnapshotTables
{
    internal static void Write(string archive, IReadOnlyList<MemoryCheckpoint> checkpoints, IAnsiConsole console)
    {
        Table table = Tables.Make(
            "machine", "checkpoint", "name", "made (UTC)", "memory", "zero", "new pages", "stored", "");
        foreach (MemoryCheckpoint checkpoint in checkpoints)
        {
            table.AddPlainRow(
                checkpoint.Machine,
                checkpoint.Number.ToString(CultureInfo.InvariantCulture),
                checkpoint.Name,
                checkpoint.Created?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-",
                Figures.Memory(checkpoint.PageCount),
                Figures.Percent(checkpoint.ZeroPages, checkpoint.PageCount),
                Figures.Count(checkpoint.NewContents),
                $"{new ByteSize(checkpoint.ArchiveBytes)}",
                checkpoint.IsOfRunning ? "running" : "");
        }

        console.WriteTable(archive, table);
    }
}
