using System.CommandLine;
using System.CommandLine.Parsing;
using PageEngine.Cli.Watching;
using PageEngine.Simulation;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine watch</c>: its words, and what they may not be together.</summary>
internal sealed class WatchCommand
{
    private const string About = "Shows how fast live memory is written: dirty rate and writable working set.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        Watches a live process, or a file that holds the memory of a virtual machine (memory-backend-file, /dev/shm).
        Every page is read once an interval and its fingerprint compared with that of the look before. Nothing is
        changed in the process. The limits of that:
          a page that was written many times in an interval counts once: a shorter --interval finds more writes
          a page that was written with the bytes that it had does not count
          a look takes time: about a second for each 5 GiB
        So rates are lower bounds. The writable working set (WWS) of a window is the different memory that was written
        within it, which is what a migration round of that length would have to send.

        --record writes a page trace: W, Z and D records at the times of the looks. scenario.json replays it as a
        workload of kind "trace", and pageengine predict takes it with --trace. FILE is replaced when the watch ends;
        until then the trace is in FILE.partial, complete up to the last look. A name that ends in .txt gets the text
        form.

        Examples:
          pageengine watch --pid 4711
          pageengine watch --pid 4711 --interval 200ms --duration 1min --json
          pageengine watch /dev/shm/guest-ram --window 1s --window 10s --record guest.trace
          pageengine predict --trace guest.trace --bandwidth 10Gbps

        Exit codes: 0 watched to the end, or the process ended; 1 the memory could not be read, or nothing recorded;
        2 the command line makes no sense; 130 ended by Ctrl-C, with all that was seen shown and recorded.
        """;

    private const long DefaultInterval = 1_000_000_000;
    private static readonly long[] DefaultWindows = [10_000_000_000, 60_000_000_000, 300_000_000_000];

    private readonly ToolContext _context;

    private readonly Argument<string?> _path = new("FILE")
    {
        Description = "A file with memory as it is, which somebody writes to.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> _pid = CommandLineRules.NumberOption(
        "--pid", "Watch a live process: its own pages and shared memory that no disk file holds.", 1,
        int.MaxValue, null);

    private readonly Option<SimTime?> _interval = UnitOptions.Time(
        "--interval", "From the begin of a look to the begin of the next; 1 s when left out.", allowsZero: false);

    private readonly Option<int> _count = CommandLineRules.NumberOption(
        "--count", "End after so many intervals.", 1, int.MaxValue - 1, null);

    private readonly Option<SimTime?> _duration = UnitOptions.Time(
        "--duration", "End after this time.", allowsZero: false);

    private readonly Option<SimTime[]> _windows = UnitOptions.Times(
        "--window", "A window of the writable working set, once for each; 10 s, 60 s and 300 s when left out.");

    private readonly Option<bool> _json = new("--json") { Description = "Write a line of JSON for each interval." };

    private readonly Option<string?> _record = new("--record")
    {
        Description = "Write a page trace.",
        HelpName = "FILE",
    };

    internal WatchCommand(ToolContext context, IReadOnlyList<string> args)
    {
        _context = context;
        _path.RefuseUnknownOptions(args);
        Command = new Command("watch", About) { _path, _pid, _interval, _count, _duration, _windows, _json, _record };
        Command.Validators.Add(CheckWhatToWatch);
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private void CheckWhatToWatch(CommandResult result)
    {
        bool hasPath = result.GetResult(_path) is { Tokens.Count: > 0 };
        bool hasPid = result.GetResult(_pid) is { Implicit: false };
        if (hasPath == hasPid)
        {
            result.AddError(
                hasPath ? "FILE and --pid do not go together" : "nothing to watch: name a FILE, or --pid N");
        }
        else if (result.GetResult(_record) is { Implicit: false, Tokens: [{ Value.Length: 0 }] })
        {
            result.AddError("--record takes the name of a file");
        }
    }

    private int Run(ParseResult parse)
    {
        SimTime[] windows = parse.GetValue(_windows) ?? [];
        WatchRequest request = new()
        {
            Path = parse.GetValue(_path),
            ProcessId = parse.GetResult(_pid) is { Implicit: false } ? parse.GetValue(_pid) : null,
            IntervalNanoseconds = parse.GetValue(_interval)?.Nanoseconds ?? DefaultInterval,
            Count = parse.GetResult(_count) is { Implicit: false } ? parse.GetValue(_count) : null,
            DurationNanoseconds = parse.GetValue(_duration)?.Nanoseconds,
            WindowNanoseconds = windows.Length == 0
                ? DefaultWindows : [.. windows.Select(static window => window.Nanoseconds).Distinct().Order()],
            AsJson = parse.GetValue(_json),
            RecordPath = parse.GetValue(_record),
        };
        return new WatchSession(request, _context, new RealClock(_context.Clock)).Run();
    }
}
