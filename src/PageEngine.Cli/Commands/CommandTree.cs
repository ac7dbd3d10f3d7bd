using System.CommandLine;

namespace PageEngine.Cli.Commands;

/// <summary>The commands of the tool.</summary>
internal static class CommandTree
{
    private const string About =
        """
        Memory of virtual machines at page granularity: what page sharing finds in real memory, and what changed.

        Examples:
          pageengine scan --sample                 makes small sample dumps and scans them
          pageengine scan guest1.raw guest2.elf    sharing potential of memory dumps
          pageengine diff before.raw after.raw     what changed between two dumps of one guest

        Exit codes: 0 fine, 1 something failed (said on stderr), 2 the command line makes no sense, 130 Ctrl-C.
        """;

    /// <summary>Makes the commands for one command line.</summary>
    /// <param name="context">Where the commands run.</param>
    /// <param name="args">The words of the command line, to tell mistyped options from paths.</param>
    internal static RootCommand Build(ToolContext context, IReadOnlyList<string> args) =>
        new(About)
        {
            HelpName = "pageengine",
            Subcommands = { new ScanCommand(context, args).Command },
        };
}
