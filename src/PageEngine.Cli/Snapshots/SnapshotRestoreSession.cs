using PageEngine.Images;
using Spectre.Console;

namespace PageEngine.Cli.Snapshots;

/// <summary>One checkpoint from the archive to a dump.</summary>
internal sealed class SnapshotRestoreSession(SnapshotRestoreRequest request, ToolContext context)
{
    /// <summary>Opens, writes and says how fast that was.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal int Run()
    {
        long start = context.Clock.GetTimestamp();
        if (!request.Replaces && Path.Exists(request.Out))
        {
            context.Messages.Say(request.Out, "this is there already; --force replaces it");
            return ExitCode.Failed;
        }

        try
        {
            using MemoryArchive archive = MemoryArchive.Open(request.Archive);
            MemoryCheckpoint checkpoint = archive.Find(request.Checkpoint == "last" ? null : request.Checkpoint);
            using MemoryImage image = archive.OpenCheckpoint(checkpoint);
            context.Progress.Begin("restoring", image.PageCount);
            ulong missing = Write(image);
            context.Progress.Wipe();
            if (missing > 0)
            {
                context.Messages.Say(request.Out, $"{Figures.Pages(missing)} that could not be saved are zeros");
            }

            IAnsiConsole console = Tables.Open(context.Output);
            console.WriteLine("Restored " + Figures.Speed(image.PageCount, context.SecondsSince(start)));
            return ExitCode.Fine;
        }
        catch (PageSourceException exception)
        {
            context.Progress.Wipe();
            context.Messages.Say(exception.Message);
            return ExitCode.Failed;
        }
    }

    private ulong Write(MemoryImage image)
    {
        PageProgress progress = new(context.Progress);
        bool isPlain = image.Segments.Count == 1 && image.Segments[0].Start.Value == 0;
        if (request.Format == DumpFormat.Elf || (request.Format == DumpFormat.Auto && !isPlain))
        {
            return ElfDump.Write(image, request.Out, progress, context.Cancellation);
        }

        return image.Segments[^1].Range.End.Address > RawDump.MaxByteLength
            ? throw new PageSourceException(
                $"{request.Out}: the memory has addresses far up, which a raw dump cannot hold; use --format elf")
            : RawDump.Write(image, request.Out, request.Workers, progress, context.Cancellation);
    }
}
