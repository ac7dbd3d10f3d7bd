using System.CommandLine;
using System.CommandLine.Help;

namespace PageEngine.Cli.Commands;

/// <summary>The commands of the tool.</summary>
internal static class CommandTree
{
    private const string About = "The memory of virtual machines at page granularity.";

    private const string Details =
        """
        Examples:
          pageengine scan --sample                 make small sample dumps and scan them
          pageengine scan guest1.raw guest2.elf    what sharing could free in memory dumps
          pageengine diff before.raw after.raw     what changed between two dumps of one guest
          pageengine simulate scenario.json        a host full of virtual machines in simulated time
          pageengine plan --host 48GiB --guest 4GiB --used 2.5GiB    how many machines a host holds
          pageengine predict --memory 8GiB --bandwidth 10Gbps --dirty-rate 50000
                                                   what a live migration will take
          pageengine receive                       take live memory, and go on with it
          pageengine send 127.0.0.1:7000 --demo 1GiB --dirty-rate 20000    move live memory there

        Exit codes:
          0 fine; 1 something failed, said on stderr; 2 the command line makes no sense; 130 ended by Ctrl-C
        """;

    /// <summary>Makes the commands for one command line.</summary>
    /// <param name="context">Where the commands run.</param>
    /// <param name="args">The words of the command line, to tell mistyped options from paths.</param>
    internal static RootCommand Build(ToolContext context, IReadOnlyList<string> args)
    {
        Command scan = new ScanCommand(context, args).Command;
        Command diff = new DiffCommand(context, args).Command;
        Command simulate = new SimulateCommand(context, args).Command;
        Command plan = new PlanCommand(context).Command;
        Command predict = new PredictCommand(context).Command;
        Command send = new SendCommand(context).Command;
        Command receive = new ReceiveCommand(context).Command;
        RootCommand root = new(About)
        {
            HelpName = "pageengine",
            Subcommands = { scan, diff, simulate, plan, predict, send, receive },
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionLine();
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new TeachingHelp((HelpAction)help.Action!, new Dictionary<Command, string>
        {
            [root] = Details,
            [scan] = ScanCommand.Details,
            [diff] = DiffCommand.Details,
            [simulate] = SimulateCommand.Details,
            [plan] = PlanCommand.Details,
            [predict] = PredictCommand.Details,
            [send] = SendCommand.Details,
            [receive] = ReceiveCommand.Details,
        });
        return root;
    }
}
