using System.CommandLine;
using System.CommandLine.Parsing;
using PageEngine.Cli.Simulating;
using PageEngine.Simulation;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine simulate</c>: its words, and what they may not be together.</summary>
internal sealed class SimulateCommand
{
    private const string About =
        "Runs a scenario: hosts and virtual machines in simulated time.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        A scenario is JSON: hosts, the machines on them, what they do. The smallest one:

          {
            "duration": "60 s",
            "hosts": [ {
              "name": "host", "memory": "2 GiB", "swap": { "size": "4 GiB", "device": "nvme" },
              "machines": [ { "name": "web", "count": 3, "memory": "1 GiB",
                              "workloads": [ { "kind": "hotCold", "accessesPerSecond": "5000/s" } ] } ]
            } ]
          }

        Sizes, times, rates and shares are texts with units: "48 GiB", "30 ms", "10 Gbps", "5000/s", "65 %". Comments
        and trailing commas are allowed. The repository's scenarios/ has one for each mechanism; --schema says what
        there is, and editors complete and check a scenario that begins with "$schema": "schema.json".

        A run depends on the scenario and its seed alone: the same two give the same event hash on every machine. What a
        scenario asks for and a host refuses (a machine that is not admitted) is said on stderr and is no failure.

        --out writes hosts and guests over time as CSV, JSON Lines and Parquet (hosts.csv, guests.parquet, …), what
        happened (events.jsonl), report.html with plots, which needs no network, and manifest.json with hashes of all of
        it. All files appear at the end, or none. A directory that is not empty is refused without --force.

        Examples:
          pageengine simulate scenarios/boot-storm.json
          pageengine simulate scenarios/boot-storm.json --out run1 --seed 7
          pageengine simulate scenarios/boot-storm.json --until "20 s" --json
          pageengine simulate scenarios/boot-storm.json --check
          pageengine simulate --schema > scenarios/schema.json

        Exit codes: 0 the scenario ran; 1 a file could not be read or written, or the simulation found its own books
        wrong; 2 the command line or the scenario makes no sense (every error of the scenario is a line); 130 ended by
        Ctrl-C.
        """;

    private readonly ToolContext _context;

    private readonly Argument<string?> _scenario = new("SCENARIO")
    {
        Description = "The scenario, a JSON file.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<ulong?> _seed = CommandLineRules.SeedOption();

    private readonly Option<SimTime?> _until = UnitOptions.Time(
        "--until", "End at this simulated time instead of the scenario's duration: \"90 s\".", allowsZero: false);

    private readonly Option<bool> _json = new("--json") { Description = "Write JSON instead of tables." };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write series, events, manifest and report into this directory.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _force = new("--force")
    {
        Description = "With --out: write into a directory that is not empty, over files of the same names.",
    };

    private readonly Option<bool> _check = new("--check")
    {
        Description = "Only say whether the scenario makes sense.",
    };

    private readonly Option<bool> _schema = new("--schema") { Description = "Print the JSON schema of scenarios." };

    internal SimulateCommand(ToolContext context, IReadOnlyList<string> args)
    {
        _context = context;
        _scenario.RefuseUnknownOptions(args);
        Command = new Command("simulate", About) { _scenario, _seed, _until, _json, _out, _force, _check, _schema };
        Command.Validators.Add(CheckWhatToDo);
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private void CheckWhatToDo(CommandResult result)
    {
        bool hasScenario = result.GetResult(_scenario) is { Tokens.Count: > 0 };
        bool wantsSchema = IsGiven(result, _schema);
        if (hasScenario == wantsSchema)
        {
            result.AddError(
                hasScenario ? "--schema takes no SCENARIO" : "nothing to simulate: name a SCENARIO, or --schema");
        }
        else if (IsGiven(result, _force) && !IsGiven(result, _out))
        {
            result.AddError("--force goes with --out");
        }
        else if (IsGiven(result, _check) && (IsGiven(result, _out) || IsGiven(result, _json)))
        {
            result.AddError("--check runs nothing, so there is nothing for --out and --json");
        }
    }

    private int Run(ParseResult parse)
    {
        if (parse.GetValue(_schema))
        {
            _context.Output.Write(ScenarioSchema.Text);
            _context.Output.Flush();
            return ExitCode.Fine;
        }

        SimulationRequest request = new()
        {
            Path = parse.GetValue(_scenario)!,
            Seed = parse.GetValue(_seed),
            Until = parse.GetValue(_until),
            AsJson = parse.GetValue(_json),
            ChecksOnly = parse.GetValue(_check),
            OutputDirectory = parse.GetValue(_out),
            Replaces = parse.GetValue(_force),
        };
        return new SimulationSession(request, _context).Run();
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
