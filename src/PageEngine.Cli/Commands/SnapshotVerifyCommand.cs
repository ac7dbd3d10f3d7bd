using System.CommandLine;
using PageEngine.Cli.Snapshots;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine snapshot verify</c>: its words.</summary>
internal sealed class SnapshotVerifyCommand
{
    private const string About = "Reads every byte of an archive and finds damage.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        Every page is unpacked and held against its fingerprint, every part of the archive against its checksum. Bytes
        that a writer left behind the last complete checkpoint when it was stopped are named and are no damage; the
        next snapshot cuts them off.

        Examples:
          pageengine snapshot verify web.pea
          pageengine snapshot verify --json web.pea

        Exit codes: 0 all is well; 1 something is damaged, named on stderr, or the archive could not be read; 2 the
        command line makes no sense; 130 ended by Ctrl-C.
        """;

    private readonly Argument<string> _archive;
    private readonly Option<bool> _json = SnapshotCommand.JsonOption();
    private readonly Option<int> _workers = CommandLineRules.WorkersOption();

    internal SnapshotVerifyCommand(ToolContext context, IReadOnlyList<string> args)
    {
        _archive = SnapshotCommand.ArchiveArgument(args);
        Command = new Command("verify", About) { _archive, _json, _workers };
        Command.SetAction(parse => SnapshotVerification.Run(
            parse.GetRequiredValue(_archive), parse.GetValue(_json), parse.GetValue(_workers), context));
    }

    internal Command Command { get; }
}
