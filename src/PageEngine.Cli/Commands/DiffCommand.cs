using System.CommandLine;
using PageEngine.Cli.Diffing;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine diff</c>: its words.</summary>
internal sealed class DiffCommand
{
    private const string About =
        "Finds what changed between two dumps of one guest, and what sending it would cost.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        Pages are compared by guest address: a raw dump begins at 0, an ELF core says where its segments are. Pages that
        only one dump holds are counted and not compared. A page is "already in the old dump" when the old dump holds
        its new content at any address; every byte was compared.

        Costs are bytes of payload: 4096 for a raw page, none for a page of zeros, 20 for a reference; what a stream
        adds to each page, 8 bytes in QEMU's, is not in them. Every way but raw sends zero pages as such and falls
        back to the raw page where its encoding is no smaller. Pages that only the new dump holds are in no cost.

        Examples:
          pageengine diff before.raw after.raw
          pageengine diff --json before.elf after.elf

        Exit codes: 0 fine; 1 a dump could not be read; 2 the command line makes no sense; 130 ended by Ctrl-C.
        """;

    private readonly ToolContext _context;
    private readonly Argument<string> _old = new("OLD") { Description = "The dump that was made first." };
    private readonly Argument<string> _new = new("NEW") { Description = "The dump that was made later." };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON instead of tables." };
    private readonly Option<bool> _raw = CommandLineRules.RawOption();
    private readonly Option<int> _workers = CommandLineRules.WorkersOption();

    internal DiffCommand(ToolContext context, IReadOnlyList<string> args)
    {
        _context = context;
        _old.RefuseUnknownOptions(args);
        _new.RefuseUnknownOptions(args);
        Command = new Command("diff", About) { _old, _new, _json, _raw, _workers };
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private int Run(ParseResult parse)
    {
        DiffRequest request = new()
        {
            Old = parse.GetRequiredValue(_old),
            New = parse.GetRequiredValue(_new),
            AsRaw = parse.GetValue(_raw),
            AsJson = parse.GetValue(_json),
            Workers = parse.GetValue(_workers),
        };
        return new DiffSession(request, _context).Run();
    }
}
