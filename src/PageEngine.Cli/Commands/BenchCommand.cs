using System.CommandLine;
using PageEngine.Cli.SelfCheck;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine bench</c>: its words, and what they may not be.</summary>
internal sealed class BenchCommand
{
    private const string About = "Checks in a minute what the engine reaches on this machine, beside the machine's own limits.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        Every figure is the median of many passes on one thread. Two of them are limits: how fast memory can be read
        and copied here at all. The others stand beside a limit, so that machines can be compared and a slow one is
        told from a slow engine. What sharing frees is checked against what is known to be equal.

        Figures are expected on a machine that does nothing else; "short" is no failure.

        Examples:
          pageengine bench
          pageengine bench --memory 64MiB --seconds 1
          pageengine bench --json

        Exit codes: 0 measured; 1 a result was wrong; 2 the command line makes no sense; 130 ended by Ctrl-C.
        """;

    private const int DefaultMiB = 256;
    private const int DefaultSeconds = 5;
    private const int MostSeconds = 600;

    private readonly ToolContext _context;

    private readonly Option<ByteSize?> _memory = UnitOptions.Size(
        "--memory", $"The memory that is scanned, copied and encoded; {DefaultMiB} MiB when left out.");

    private readonly Option<int> _seconds = CommandLineRules.NumberOption(
        "--seconds", "How long each figure is measured at least.", 0, MostSeconds, DefaultSeconds);

    private readonly Option<bool> _json = new("--json") { Description = "Write JSON instead of a table." };

    internal BenchCommand(ToolContext context)
    {
        _context = context;
        Command = new Command("bench", About) { _memory, _seconds, _json };
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private int Run(ParseResult parse)
    {
        BenchRequest request = new()
        {
            Memory = parse.GetValue(_memory) ?? ByteSize.FromMiB(DefaultMiB),
            SecondsPerFigure = parse.GetValue(_seconds),
            AsJson = parse.GetValue(_json),
        };
        List<string> reasons = [.. request.FindReasonsAgainst()];
        reasons.ForEach(reason => _context.Messages.SayBadUsage(Command, reason));
        if (reasons.Count > 0)
        {
            return ExitCode.BadUsage;
        }

        new BenchSession(request, _context).Run();
        return ExitCode.Fine;
    }
}
