using PageEngine.Images;
using Spectre.Console;

namespace PageEngine.Cli.Snapshots;

/// <summary>Checks an archive and says what is wrong with it.</summary>
internal static class SnapshotVerification
{
    internal static int Run(string path, bool asJson, int workers, ToolContext context)
    {
        try
        {
            long start = context.Clock.GetTimestamp();
            using MemoryArchive archive = MemoryArchive.Open(path);
            ulong contents = archive.Checkpoints.Aggregate(0UL, static (sum, next) => sum + next.NewContents);
            context.Progress.Begin("checking", contents);
            MemoryArchiveReport report =
                archive.Verify(workers, new PageProgress(context.Progress), context.Cancellation);
            context.Progress.Wipe();
            foreach (string problem in report.Problems)
            {
                context.Messages.Say(problem);
            }

            if (asJson)
            {
                SnapshotJson.Write(report, context.Output);
            }
            else
            {
                Write(report, context.SecondsSince(start), Tables.Open(context.Output));
            }

            return report.IsSound ? ExitCode.Fine : ExitCode.Failed;
        }
        catch (PageSourceException exception)
        {
            context.Progress.Wipe();
            context.Messages.Say(exception.Message);
            return ExitCode.Failed;
        }
    }

    private static void Write(MemoryArchiveReport report, double seconds, IAnsiConsole console)
    {
        string checkpoints = Figures.Counted(report.Checkpoints, "checkpoint");
        console.WriteLine(report.IsSound
            ? $"All is well: {checkpoints}, {Figures.Count(report.Contents)} different pages"
            : $"Damaged: {report.DamagedCheckpoints.Count} of {checkpoints}, "
                + $"{Figures.Count(report.DamagedContents)} of {Figures.Count(report.Contents)} different pages");
        if (report.UnfinishedBytes > 0)
        {
            string bytes = Figures.Bytes((ulong)report.UnfinishedBytes);
            console.WriteLine($"{bytes} behind the last complete checkpoint are not used");
        }

        console.WriteLine("Checked " + Figures.Speed(report.Contents, seconds));
    }
}
