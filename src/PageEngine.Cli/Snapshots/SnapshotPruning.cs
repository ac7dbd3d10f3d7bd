using PageEngine.Images;
using PageEngine.Linux;
using Spectre.Console;

namespace PageEngine.Cli.Snapshots;

/// <summary>Removes old checkpoints from an archive.</summary>
internal static class SnapshotPruning
{
    internal static int Run(string path, int keep, string compression, int workers, ToolContext context)
    {
        try
        {
            (uint[] kept, int removed, long before) = Choose(path, keep, out ulong pages);
            if (removed > 0)
            {
                context.Progress.Begin("writing", pages);
                MemoryArchiveWriterOptions options = new()
                {
                    MakeCompressor = Compression.MakerOf(compression),
                    Workers = workers,
                    SyncDirectory = DurableDirectory.Sync,
                };
                MemoryArchiveWriter.Prune(
                    path, kept, options, new PageProgress(context.Progress), context.Cancellation);
                context.Progress.Wipe();
            }

            using MemoryArchive archive = MemoryArchive.Open(path);
            IAnsiConsole console = Tables.Open(context.Output);
            SnapshotTables.Write(path, archive.Checkpoints, console);
            string sizes = $"{new ByteSize((ulong)before)} before, {new ByteSize((ulong)archive.ByteLength)} now";
            console.WriteLine($"Removed {Figures.Counted(removed, "checkpoint")}: {sizes}");
            return ExitCode.Fine;
        }
        catch (PageSourceException exception)
        {
            context.Progress.Wipe();
            context.Messages.Say(exception.Message);
            return ExitCode.Failed;
        }
    }

    private static (uint[] Kept, int Removed, long Bytes) Choose(string path, int keep, out ulong pages)
    {
        using MemoryArchive archive = MemoryArchive.Open(path);
        MemoryCheckpoint[] kept = [.. archive.Checkpoints
            .GroupBy(static checkpoint => checkpoint.Machine)
            .SelectMany(machine => machine.TakeLast(keep))];
        pages = kept.Aggregate(0UL, static (sum, checkpoint) => sum + checkpoint.PageCount);
        uint[] numbers = [.. kept.Select(static checkpoint => checkpoint.Number)];
        return (numbers, archive.Checkpoints.Count - kept.Length, archive.ByteLength);
    }
}
