using System.CommandLine;
using System.CommandLine.Parsing;
using PageEngine.Cli.Migrating;
using PageEngine.Migration;
using PageEngine.Simulation;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine migrate</c>: its words, and what they may not be together.</summary>
internal sealed class MigrateCommand
{
    private const string About =
        "Moves a machine of a scenario to another host in many ways, and compares them.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        The scenario is simulated up to its first "migrate" action. From that moment the machine is moved in one way
        after the other, each time in a copy of the simulation, so that all begin with the same memory and writer.

          stop-and-copy   stops the guest, sends all, lets it run on the other host
          pre-copy        sends in rounds while the guest runs; a policy says when to stop it for the rest
          post-copy       runs the guest on the other host at once; its pages follow, those first that it touches
          hybrid          some rounds of pre-copy, then post-copy
          cold            for a machine that is switched off

        Policies of pre-copy (hybrid takes the first that is named):
          qemu, xen, xen-legacy, vmotion, cloud-hypervisor, drain    see "pageengine predict --help"
          rounds-N        stops after N rounds, whatever is left

        Limits and helpers are those of the action ("how" in the scenario), and what is said here counts instead.

        Downtime is from the stop of the guest's processors on the old host until they run on the new one. The guest
        time that is lost is all that the move cost the guest: the work that it did less than in a copy without a move,
        over what it does in a second. So it has downtime, throttling and waiting for pages in it.

        --out writes report.html, which needs no network: pages left over time, throughput of the guest, rounds,
        throttle, latency of post-copy faults.

        Examples:
          pageengine migrate scenarios/migrate-web.json
          pageengine migrate scenarios/migrate-web.json --methods pre-copy --policies qemu,drain,rounds-3
          pageengine migrate scenarios/migrate-web.json --auto-converge --out compared
          pageengine migrate scenario.json --machine web --to b --at "30 s" --bandwidth 1Gbps --json

        Exit codes: 0 all ways were tried, whether they moved the machine or not; 1 a file could not be read or written,
        or the simulation found its own books wrong; 2 the command line or the scenario makes no sense; 130 ended by
        Ctrl-C.
        """;

    private readonly ToolContext _context;
    private readonly Argument<string> _scenario = new("SCENARIO") { Description = "The scenario, a JSON file." };

    private readonly Option<IReadOnlyList<string>?> _methods = CommandLineRules.NamesOption(
        "--methods", "The methods, with commas between them; all but cold when left out.",
        static name => MoveWays.MethodNames.Contains(name), string.Join(", ", MoveWays.MethodNames));

    private readonly Option<IReadOnlyList<string>?> _policies = CommandLineRules.NamesOption(
        "--policies", "The policies of pre-copy, with commas between them; all six when left out.",
        MoveWays.IsPolicy, string.Join(", ", StopPolicies.Names) + ", rounds-N");

    private readonly Option<string?> _machine = new("--machine")
    {
        Description = "The machine, instead of that of the scenario's first move.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _to = new("--to") { Description = "The host that it goes to.", HelpName = "HOST" };
    private readonly Option<SimTime?> _at = UnitOptions.Time("--at", "When it is moved, in simulated time.");
    private readonly Option<SimTime?> _downtimeLimit = UnitOptions.Time(
        "--downtime-limit", "The downtime that policies may use.");

    private readonly Option<double?> _bandwidth = UnitOptions.Bandwidth(
        "--bandwidth", "What the rounds may send in a second; the downtime is not held to it.");

    private readonly Option<SimTime?> _timeCap = UnitOptions.Time(
        "--time-cap", "Give a pre-copy up after this time.", allowsZero: false);

    private readonly Option<bool> _autoConverge = new("--auto-converge")
    {
        Description = "Slow the guest down while it writes too fast.",
    };

    private readonly Option<ByteSize?> _xbzrle = UnitOptions.Size(
        "--xbzrle", "Send changes of pages that were sent before; the size of the cache for it.");

    private readonly Option<bool> _compress = new("--compress") { Description = "Compress pages." };

    private readonly Option<bool> _deduplicate = new("--deduplicate")
    {
        Description = "Send pages that the other host holds already as references.",
    };

    private readonly Option<int> _streams = CommandLineRules.NumberOption(
        "--streams", "Parallel connections.", 1, 1024, null);

    private readonly Option<int> _postCopyAfter = CommandLineRules.NumberOption(
        "--postcopy-after", "The rounds after which hybrid goes over to post-copy.", 0, 1_000_000, null);

    private readonly Option<SimTime?> _limit = UnitOptions.Time(
        "--limit", "Simulated time after which a move is not waited for; 600 s when left out.", allowsZero: false);

    private readonly Option<ulong?> _seed = CommandLineRules.SeedOption();
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON instead of a table." };
    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write report.html into this directory.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "With --out: write into a directory that is not empty, over files of the same names.",
    };

    internal MigrateCommand(ToolContext context, IReadOnlyList<string> args)
    {
        _context = context;
        _scenario.RefuseUnknownOptions(args);
        Command = new Command("migrate", About)
        {
            _scenario, _methods, _policies, _machine, _to, _at, _downtimeLimit, _bandwidth, _timeCap, _autoConverge,
            _xbzrle, _compress, _deduplicate, _streams, _postCopyAfter, _limit, _seed, _json, _out, _force,
        };
        Command.Validators.Add(CheckWhatToDo);
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private void CheckWhatToDo(CommandResult result)
    {
        if (IsGiven(result, _force) && !IsGiven(result, _out))
        {
            result.AddError("--force goes with --out");
        }
    }

    private int Run(ParseResult parse)
    {
        MigrateRequest request = new()
        {
            Path = parse.GetRequiredValue(_scenario),
            Seed = parse.GetValue(_seed),
            Machine = parse.GetValue(_machine),
            To = parse.GetValue(_to),
            At = parse.GetValue(_at),
            Methods = parse.GetValue(_methods) ?? MoveWays.DefaultMethods,
            Policies = parse.GetValue(_policies) ?? StopPolicies.Names,
            Change = method => Change(method, parse),
            Limit = parse.GetValue(_limit) ?? SimTime.FromSeconds(600),
            AsJson = parse.GetValue(_json),
            OutputDirectory = parse.GetValue(_out),
            Replaces = parse.GetValue(_force),
        };
        return new MigrateSession(request, _context).Run();
    }

    /// <summary>Puts limits and helpers of the command line over those of the scenario.</summary>
    private Hybrid Change(Hybrid method, ParseResult parse) => method with
    {
        DowntimeLimit = parse.GetValue(_downtimeLimit) ?? method.DowntimeLimit,
        BytesPerSecond = parse.GetValue(_bandwidth) is { } bytes ? (long)bytes : method.BytesPerSecond,
        TimeCap = parse.GetValue(_timeCap) ?? method.TimeCap,
        AutoConverge = parse.GetValue(_autoConverge)
            ? method.AutoConverge ?? new AutoConvergeOptions()
            : method.AutoConverge,
        Xbzrle = parse.GetValue(_xbzrle) is { } cache
            ? (method.Xbzrle ?? new XbzrleSpec()) with { Cache = cache }
            : method.Xbzrle,
        Compression = parse.GetValue(_compress) ? method.Compression ?? new StreamCompression() : method.Compression,
        Duplicates = parse.GetValue(_deduplicate) ? method.Duplicates ?? new DuplicateSuppression() : method.Duplicates,
        Streams = parse.GetResult(_streams) is { Implicit: false } ? parse.GetValue(_streams) : method.Streams,
        PreCopyRounds = parse.GetResult(_postCopyAfter) is { Implicit: false }
            ? parse.GetValue(_postCopyAfter)
            : method.PreCopyRounds,
    };

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
