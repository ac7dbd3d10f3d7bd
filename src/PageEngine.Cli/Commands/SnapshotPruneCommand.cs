using System.CommandLine;
using PageEngine.Cli.Snapshots;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine snapshot prune</c>: its words.</summary>
internal sealed class SnapshotPruneCommand
{
    private const string About = "Removes old checkpoints from an archive, with the pages that only they have.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        The archive is written anew beside the old one, which it replaces when it is complete; the disk needs room for
        both. Checkpoints keep their numbers.

        Examples:
          pageengine snapshot prune web.pea --keep 3                  the last three checkpoints of each machine
          pageengine snapshot prune web.pea --keep 1 --compress zstd  and pack their pages tighter

        Exit codes: 0 fine; 1 something failed, and the archive is as it was; 2 the command line makes no sense;
        130 ended by Ctrl-C, and the archive is as it was.
        """;

    private readonly Argument<string> _archive;

    private readonly Option<int> _keep = CommandLineRules.NumberOption(
        "--keep", "How many checkpoints of each machine stay, the last ones.", 1, int.MaxValue, null);

    private readonly Option<string> _compress = CommandLineRules.ChoiceOption(
        "--compress", "How pages are stored.", Compression.Words, "lz4");

    private readonly Option<int> _workers = CommandLineRules.WorkersOption();

    internal SnapshotPruneCommand(ToolContext context, IReadOnlyList<string> args)
    {
        _archive = SnapshotCommand.ArchiveArgument(args);
        _keep.Required = true;
        Command = new Command("prune", About) { _archive, _keep, _compress, _workers };
        Command.SetAction(parse => SnapshotPruning.Run(
            parse.GetRequiredValue(_archive), parse.GetValue(_keep), parse.GetRequiredValue(_compress),
            parse.GetValue(_workers), context));
    }

    internal Command Command { get; }
}
