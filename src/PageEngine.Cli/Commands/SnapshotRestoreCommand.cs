using System.CommandLine;
using PageEngine.Cli.Snapshots;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine snapshot restore</c>: its words.</summary>
internal sealed class SnapshotRestoreCommand
{
    private const string About = "Writes a checkpoint of an archive as a dump.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        Memory that begins at address 0 without a gap becomes a raw dump, anything else, such as a process, an ELF core
        that keeps the addresses; --format decides otherwise. Zero pages become holes. Every page is checked while it is
        read. OUT has its name only when it is complete. To look at a checkpoint it need not be restored: scan and diff
        read ARCHIVE#NUMBER.

        Examples:
          pageengine snapshot restore web.pea 2 back.raw
          pageengine snapshot restore web.pea "before the update" back.elf --format elf
          pageengine snapshot restore web.pea last back.raw --force

        Exit codes: 0 fine; 1 the archive is damaged or OUT could not be written; 2 the command line makes no sense;
        130 ended by Ctrl-C.
        """;

    private readonly ToolContext _context;
    private readonly Argument<string> _archive;
    private readonly Argument<string> _checkpoint = new("CHECKPOINT")
    {
        Description = "Its number or name, or 'last'.",
    };

    private readonly Argument<string> _out = new("OUT") { Description = "The dump to write." };

    private readonly Option<string> _format = CommandLineRules.ChoiceOption(
        "--format", "How the dump is laid out.", DumpFormat.Words, DumpFormat.Auto);

    private readonly Option<bool> _force = new("--force") { Description = "Replace OUT if it is there." };
    private readonly Option<int> _workers = CommandLineRules.WorkersOption();

    internal SnapshotRestoreCommand(ToolContext context, IReadOnlyList<string> args)
    {
        _context = context;
        _archive = SnapshotCommand.ArchiveArgument(args);
        _checkpoint.RefuseUnknownOptions(args);
        _out.RefuseUnknownOptions(args);
        Command = new Command("restore", About) { _archive, _checkpoint, _out, _format, _force, _workers };
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private int Run(ParseResult parse)
    {
        SnapshotRestoreRequest request = new()
        {
            Archive = parse.GetRequiredValue(_archive),
            Checkpoint = parse.GetRequiredValue(_checkpoint),
            Out = parse.GetRequiredValue(_out),
            Format = parse.GetRequiredValue(_format),
            Replaces = parse.GetValue(_force),
            Workers = parse.GetValue(_workers),
        };
        return new SnapshotRestoreSession(request, _context).Run();
    }
}
