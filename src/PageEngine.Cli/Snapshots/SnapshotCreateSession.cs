using PageEngine.Images;
using PageEngine.Linux;
using Spectre.Console;

namespace PageEngine.Cli.Snapshots;

/// <summary>One snapshot from the memory to the archive.</summary>
internal sealed class SnapshotCreateSession(SnapshotCreateRequest request, ToolContext context)
{
    /// <summary>Opens, saves and says what became of it.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal int Run()
    {
        long start = context.Clock.GetTimestamp();
        try
        {
            using MemoryArchiveWriter writer = MemoryArchiveWriter.Open(request.Archive, new MemoryArchiveWriterOptions
            {
                MakeCompressor = Compression.MakerOf(request.Compression),
                Workers = request.Workers,
                SyncDirectory = DurableDirectory.Sync,
            });
            if (writer.UnfinishedBytes > 0)
            {
                ulong bytes = (ulong)writer.UnfinishedBytes;
                context.Messages.Say(
                    request.Archive, $"{Figures.Bytes(bytes)} of an unfinished checkpoint are cut off");
            }

            MemoryCheckpoint checkpoint = Save(writer);
            context.Progress.Wipe();
            Write(checkpoint, context.SecondsSince(start));
            return ExitCode.Fine;
        }
        catch (Exception exception) when (exception is PageSourceException or PlatformNotSupportedException)
        {
            context.Progress.Wipe();
            context.Messages.Say(exception.Message);
            return ExitCode.Failed;
        }
    }

    private MemoryCheckpoint Save(MemoryArchiveWriter writer)
    {
        using SavedMemory memory = SavedMemory.Open(request, context.Messages);
        string machine = request.Machine ?? memory.Machine;
        uint parent = ParentWords.NumberOf(request.Parent, machine, writer.Checkpoints);
        if (parent != 0 && writer.Checkpoints.All(checkpoint => checkpoint.Number != parent))
        {
            throw new PageSourceException($"{request.Archive}: there is no checkpoint {parent}");
        }

        MemoryCheckpointOptions options = new()
        {
            Machine = machine,
            Name = request.Name,
            Source = memory.Source,
            Created = context.Clock.GetUtcNow(),
            IsOfRunning = memory.IsOfRunning,
            Parent = parent,
            Segments = memory.Segments,
        };
        context.Progress.Begin("saving", memory.Pages.PageCount);
        return writer.Append(
            memory.Pages, options, new PageProgress(context.Progress, memory.LetGo), context.Cancellation);
    }

    private void Write(MemoryCheckpoint checkpoint, double seconds)
    {
        if (request.AsJson)
        {
            SnapshotJson.Write(SnapshotJson.Of(checkpoint), context.Output);
            return;
        }

        IAnsiConsole console = Tables.Open(context.Output);
        SnapshotTables.Write(request.Archive, [checkpoint], console);
        if (checkpoint.IsOfRunning)
        {
            console.WriteLine("The process went on running: its pages are of different moments (--stop stops it).");
        }

        console.WriteLine("Saved " + Figures.Speed(checkpoint.PageCount, seconds));
    }
}
