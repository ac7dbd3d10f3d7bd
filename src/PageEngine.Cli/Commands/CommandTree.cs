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
          pageengine migrate scenario.json         one move by every method and policy, compared
          pageengine plan --host 48GiB --guest 4GiB --used 2.5GiB    how many machines a host holds
          pageengine predict --memory 8GiB --bandwidth 10Gbps --dirty-rate 50000
                                                   what a live migration will take
          pageengine receive                       take live memory, and go on with it
          pageengine send 127.0.0.1:7000 --demo 1GiB --dirty-rate 20000    move live memory there
          pageengine snapshot create web.pea web.raw    a checkpoint of memory in an archive
          pageengine watch --pid 4711              how fast a live process writes its memory
          pageengine bench                         what the engine reaches on this machine

        Exit codes:
          0 fine; 1 something failed, said on stderr; 2 the command line makes no sense; 130 ended by Ctrl-C
        """;

    /// <summary>Makes the commands for one command line.</summary>
    /// <param name="context">Where the commands run.</param>
    /// <param name="args">The words of the command line, to tell mistyped options from paths.</param>
    internal static RootCommand Build(ToolContext context, IReadOnlyList<string> args)
    {
        SnapshotCommand snapshot = new(context, args);
        (Command Command, string Details)[] commands =
        [
            (new ScanCommand(context, args).Command, ScanCommand.Details),
            (new DiffCommand(context, args).Command, DiffCommand.Details),
            (new WatchCommand(context, args).Command, WatchCommand.Details),
            (snapshot.Command, snapshot.Help[snapshot.Command]),
            (new SendCommand(context).Command, SendCommand.Details),
            (new ReceiveCommand(context).Command, ReceiveCommand.Details),
            (new SimulateCommand(context, args).Command, SimulateCommand.Details),
            (new MigrateCommand(context, args).Command, MigrateCommand.Details),
            (new PlanCommand(context).Command, PlanCommand.Details),
            (new PredictCommand(context).Command, PredictCommand.Details),
            (new BenchCommand(context).Command, BenchCommand.Details),
        ];
        RootCommand root = new(About) { HelpName = "pageengine" };
        Dictionary<Command, string> details = new(snapshot.Help) { [root] = Details };
        foreach ((Command command, string text) in commands)
        {
            root.Subcommands.Add(command);
            details[command] = text;
        }

        root.Options.OfType<VersionOption>().Single().Action = new VersionLine();
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new TeachingHelp((HelpAction)help.Action!, details);
        return root;
    }
}
