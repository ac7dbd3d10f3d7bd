using System.CommandLine;
using PageEngine.Cli.Snapshots;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine snapshot list</c>: its words.</summary>
internal sealed class SnapshotListCommand
{
    private const string About = "Lists the checkpoints of an archive.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        New pages are those whose content no checkpoint before had; stored is what they take in the archive, compressed
        or not, with all tables. "running" marks a process that was not stopped: its pages are of different moments.

        Examples:
          pageengine snapshot list web.pea
          pageengine snapshot list --json web.pea

        Exit codes: 0 fine; 1 the archive could not be read; 2 the command line makes no sense.
        """;

    private readonly Argument<string> _archive;
    private readonly Option<bool> _json = SnapshotCommand.JsonOption();

    internal SnapshotListCommand(ToolContext context, IReadOnlyList<string> args)
    {
        _archive = SnapshotCommand.ArchiveArgument(args);
        Command = new Command("list", About) { _archive, _json };
        Command.SetAction(parse =>
            SnapshotListing.Run(parse.GetRequiredValue(_archive), parse.GetValue(_json), context));
    }

    internal Command Command { get; }
}
