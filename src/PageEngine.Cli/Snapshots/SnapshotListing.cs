using PageEngine.Images;

namespace PageEngine.Cli.Snapshots;

/// <summary>Says what is in an archive.</summary>
internal static class SnapshotListing
{
    internal static int Run(string path, bool asJson, ToolContext context)
    {
        try
        {
            using MemoryArchive archive = MemoryArchive.Open(path);
            if (asJson)
            {
                SnapshotJson.Write(archive, context.Output);
            }
            else
            {
                SnapshotTables.Write(path, archive.Checkpoints, Tables.Open(context.Output));
            }

            if (archive.UnfinishedBytes > 0)
            {
                ulong bytes = (ulong)archive.UnfinishedBytes;
                context.Messages.Say(path, $"{Figures.Bytes(bytes)} behind the last complete checkpoint are not used");
            }

            return ExitCode.Fine;
        }
        catch (PageSourceException exception)
        {
            context.Messages.Say(exception.Message);
            return ExitCode.Failed;
        }
    }
}
