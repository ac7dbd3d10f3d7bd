using System.CommandLine;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine snapshot</c>: the commands on archives of memory checkpoints.</summary>
internal sealed class SnapshotCommand
{
    private const string About = "Keeps the memory of machines and processes in an archive, each content once.";

    private const string Details =
        """
        An archive holds checkpoints: the memory of a machine or a process at one time. A page that the archive has
        already, from any checkpoint of any machine, is not stored again. A checkpoint is read where it is, by the name
        ARCHIVE#NUMBER or ARCHIVE#NAME; the name of the archive alone stands for its last checkpoint.

        Examples:
          pageengine snapshot create web.pea web.raw --name before    the first checkpoint; web.pea is made
          pageengine snapshot create web.pea --pid 4711 --stop        a process, stopped while it is read
          pageengine snapshot list web.pea                            what is in the archive
          pageengine scan web.pea#1 web.pea#2                         what sharing could free in both
          pageengine diff web.pea#1 web.pea#2                         what changed between them
          pageengine snapshot restore web.pea 2 back.raw              a checkpoint as a dump again
          pageengine snapshot verify web.pea                          read every byte, find damage
          pageengine snapshot prune web.pea --keep 3                  forget all but the last three

        Exit codes: 0 fine; 1 something failed, and the archive is as it was; 2 the command line makes no sense;
        130 ended by Ctrl-C, and the archive is as it was.
        """;

    internal SnapshotCommand(ToolContext context, IReadOnlyList<string> args)
    {
        SnapshotCreateCommand create = new(context, args);
        SnapshotListCommand list = new(context, args);
        SnapshotRestoreCommand restore = new(context, args);
        SnapshotVerifyCommand verify = new(context, args);
        SnapshotPruneCommand prune = new(context, args);
        Command = new Command("snapshot", About)
        {
            create.Command, list.Command, restore.Command, verify.Command, prune.Command,
        };
        Help = new Dictionary<Command, string>
        {
            [Command] = Details,
            [create.Command] = SnapshotCreateCommand.Details,
            [list.Command] = SnapshotListCommand.Details,
            [restore.Command] = SnapshotRestoreCommand.Details,
            [verify.Command] = SnapshotVerifyCommand.Details,
            [prune.Command] = SnapshotPruneCommand.Details,
        };
    }

    internal Command Command { get; }

    /// <summary>What help says below the options, for each of the commands.</summary>
    internal IReadOnlyDictionary<Command, string> Help { get; }

    internal static Argument<string> ArchiveArgument(IReadOnlyList<string> args)
    {
        Argument<string> archive = new("ARCHIVE") { Description = "The archive, a file that ends in .pea by custom." };
        archive.RefuseUnknownOptions(args);
        return archive;
    }

    internal static Option<bool> JsonOption() => new("--json") { Description = "Write JSON instead of tables." };
}
