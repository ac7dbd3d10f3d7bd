using System.CommandLine;
using System.CommandLine.Parsing;
using PageEngine.Cli.Predicting;
using PageEngine.Images;
using PageEngine.Migration;
using PageEngine.Simulation;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine predict</c>: its words.</summary>
internal sealed class PredictCommand
{
    private const string About = "Says what a live migration will take, before it is begun.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        The guest writes single pages of its working set, so many in a second, in a pattern: uniform, sequential (a sweep
        that begins again), or hotcold (a part of the pages takes most of the writes). The policy is the rule by which a
        hypervisor decides to stop the guest and send the rest:
          qemu               when what is left can be sent within the downtime limit at the bandwidth that was measured
          xen, xen-legacy    after rounds and pages left; the older rule also after three times the memory
          vmotion            when less than 16 MB are left or a round gains less than 1 MB
          cloud-hypervisor   when what is left over the bandwidth of the last round is within the limit
          drain              ours: like qemu, and goes on sending while that makes the downtime shorter at little cost

        --trace takes the writes of a page trace (pageengine watch --record): the mean number of different pages written in
        windows of each length, which goes on for ever; or, of a trace of rates, what each period dirtied, and then nothing.

        Downtime is from the stop of the guest's processors on the source until they run on the destination.

        Examples:
          pageengine predict --memory 8GiB --bandwidth 10Gbps --dirty-rate 50000 --working-set 1GiB
          pageengine predict --memory 256MiB --zero-pages 40% --working-set 64MiB --dirty-rate 5000 --bandwidth 32MiB/s --json
          pageengine predict --memory 8GiB --bandwidth 1GiB/s --dirty-rate 600000 --working-set 4GiB --auto-converge

          pageengine predict --trace guest.trace --bandwidth 10Gbps

        Exit codes: 0 the prediction was made, whether the migration converges or not; 1 the trace could not be read;
        2 the command line makes no sense.
        """;

    private static readonly Dictionary<string, WritePattern> Patterns = new()
    {
        ["uniform"] = WritePattern.Uniform,
        ["sequential"] = WritePattern.Sequential,
        ["hotcold"] = WritePattern.HotCold,
    };

    private static readonly Dictionary<string, StopPolicyKind> Policies = new()
    {
        ["qemu"] = StopPolicyKind.Qemu,
        ["xen"] = StopPolicyKind.Xen,
        ["xen-legacy"] = StopPolicyKind.XenLegacy,
        ["vmotion"] = StopPolicyKind.VMotion,
        ["cloud-hypervisor"] = StopPolicyKind.CloudHypervisor,
        ["drain"] = StopPolicyKind.Drain,
    };

    private readonly ToolContext _context;
    private readonly Option<ByteSize?> _memory = UnitOptions.Size("--memory", "The guest's memory.");
    private readonly Option<double?> _zero = UnitOptions.Share("--zero-pages", "The part of the memory that holds zeros.");
    private readonly Option<double?> _duplicates = UnitOptions.Share(
        "--duplicate-pages", "The part that the destination holds already and that goes as references.");

    private readonly Option<ByteSize?> _workingSet = UnitOptions.Size(
        "--working-set", "The memory that the guest writes to; all that is not zero when left out.");

    private readonly Option<double?> _dirtyRate = UnitOptions.Number("--dirty-rate", "Writes to pages in a second.", 0);
    private readonly Option<string> _pattern = Choice("--pattern", "How the writes are spread.", Patterns.Keys, "uniform");
    private readonly Option<string?> _trace = new("--trace")
    {
        Description = "The writes of a page trace, instead of rate, working set and pattern; its guest's memory if --memory is left out.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _guest = new("--guest")
    {
        Description = "The guest of the trace, where it has several.",
        HelpName = "NAME",
    };

    private readonly Option<double?> _hotPages = UnitOptions.Share("--hot-pages", "hotcold: the part of the working set that is hot.");
    private readonly Option<double?> _hotWrites = UnitOptions.Share("--hot-writes", "hotcold: the part of the writes that goes there.");
    private readonly Option<double?> _bandwidth = UnitOptions.Bandwidth("--bandwidth", "What the migration may send in a second.");
    private readonly Option<double?> _switchover = UnitOptions.Bandwidth(
        "--switchover-bandwidth", "What the link gives once the guest is stopped; as before when left out.");

    private readonly Option<SimTime?> _downtimeLimit = UnitOptions.Time(
        "--downtime-limit", "The downtime that the policy may use; 300 ms when left out.");

    private readonly Option<string> _policy = Choice("--policy", "Who decides to stop the guest.", Policies.Keys, "qemu");
    private readonly Option<ByteSize?> _xbzrle = UnitOptions.Size("--xbzrle", "Send changes of pages; the size of the cache for it.");
    private readonly Option<bool> _autoConverge = new("--auto-converge") { Description = "Slow the guest down while it writes too fast." };
    private readonly Option<double?> _compression = UnitOptions.Number("--compression-ratio", "Raw over compressed size of pages.", 1);
    private readonly Option<int> _vcpus = CommandLineRules.NumberOption("--vcpus", "The guest's processors.", 1, 4096, 1);
    private readonly Option<int> _postCopyAfter = CommandLineRules.NumberOption(
        "--postcopy-after", "Go over to post-copy after so many rounds.", 0, 1_000_000, null);

    private readonly Option<SimTime?> _rtt = UnitOptions.Time("--rtt", "The round trip of the network.");
    private readonly Option<int> _streams = CommandLineRules.NumberOption("--streams", "Parallel connections.", 1, 1024, 1);
    private readonly Option<ByteSize?> _window = UnitOptions.Size("--window", "The window of a connection; no limit when left out.");
    private readonly Option<SimTime?> _timeCap = UnitOptions.Time("--time-cap", "Give up after this time.");
    private readonly Option<int> _seed = CommandLineRules.NumberOption(
        "--seed", "Draw single writes under this seed, instead of expectations.", 0, int.MaxValue, null);

    private readonly Option<bool> _json = new("--json") { Description = "Write JSON instead of tables." };

    internal PredictCommand(ToolContext context)
    {
        _context = context;
        Command = new Command("predict", About)
        {
            _memory, _zero, _duplicates, _workingSet, _dirtyRate, _pattern, _trace, _guest, _hotPages, _hotWrites, _bandwidth, _switchover,
            _downtimeLimit, _policy, _xbzrle, _autoConverge, _compression, _vcpus, _postCopyAfter, _rtt, _streams, _window,
            _timeCap, _seed, _json,
        };
        Command.Validators.Add(CheckWhatIsNeeded);
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private void CheckWhatIsNeeded(CommandResult result)
    {
        bool hasTrace = WasGiven(result, _trace);
        Option[] instead = [_workingSet, _dirtyRate, _pattern, _hotPages, _hotWrites];
        if (hasTrace && instead.FirstOrDefault(option => WasGiven(result, option)) is { } other)
        {
            result.AddError($"--trace says what is written and does not go with {other.Name}");
        }
        else if (!hasTrace && WasGiven(result, _guest))
        {
            result.AddError("--guest names a guest of a --trace");
        }
        else if (!hasTrace && !WasGiven(result, _memory))
        {
            result.AddError("--memory is missing: the size of the guest, such as 8GiB");
        }
        else if (!WasGiven(result, _bandwidth))
        {
            result.AddError("--bandwidth is missing: what the migration may send, such as 10Gbps or 1GiB/s");
        }
    }

    private string? WhatDoesNotFit(ParseResult parse)
    {
        if (parse.GetValue(_memory) is { } memory)
        {
            if (memory.Pages == 0)
            {
                return $"--memory is {memory}, but a guest has at least a page, 4 KiB";
            }

            if (parse.GetValue(_workingSet) is { } set && set.Bytes > memory.Bytes)
            {
                return $"--working-set is {set}, more than the --memory of {memory}";
            }
        }

        return parse.GetValue(_hotPages) is 0 or 1
            ? "--hot-pages is all or nothing, but must leave some hot and some cold"
            : null;
    }

    private int Run(ParseResult parse)
    {
        if (WhatDoesNotFit(parse) is { } reason)
        {
            _context.Messages.SayBadUsage(Command, reason);
            return ExitCode.BadUsage;
        }

        PredictionRequest request;
        try
        {
            request = RequestOf(parse, parse.GetValue(_trace) is { } path ? LoadTrace(path) : null);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            _context.Messages.Say(problem.Message);
            return ExitCode.Failed;
        }
        catch (ArgumentException problem)
        {
            _context.Messages.SayBadUsage(Command, problem.Message.ReplaceLineEndings(" "));
            return ExitCode.BadUsage;
        }

        PredictionResult result = MigrationPredictor.Predict(request);
        if (parse.GetValue(_json))
        {
            PredictJson.Write(result, _context.Output);
        }
        else
        {
            PredictTables.Write(result, Tables.Open(_context.Output));
        }

        return ExitCode.Fine;
    }

    private PageTrace LoadTrace(string path)
    {
        using FileStream file = File.OpenRead(path);
        PageTrace trace;
        try
        {
            trace = PageTrace.Load(file);
        }
        catch (PageTraceException problem)
        {
            throw new IOException($"{path}: {problem.Message}");
        }

        if (trace.Report is { ErrorCount: > 0 } report)
        {
            _context.Messages.Say(path, $"{report.ErrorCount} errors, the first of them: {report.Errors[0]}");
        }

        return trace;
    }

    private PredictionRequest RequestOf(ParseResult parse, PageTrace? trace)
    {
        int guest = trace is null ? 0 : TraceWriter.FindGuest(trace, parse.GetValue(_guest));
        ByteSize traced = trace is null ? default : ByteSize.FromPages(trace.Guests[guest].PageCount);
        if (parse.GetValue(_memory) is { } given && given.Pages < traced.Pages)
        {
            throw new ArgumentException($"--memory is {given}, less than the {traced} of the guest in the trace");
        }

        PredictionRequest request = new()
        {
            Memory = parse.GetValue(_memory) ?? traced,
            Writer = trace is null ? null : TraceWriter.ModelOf(trace, guest),
            BandwidthBytesPerSecond = parse.GetValue(_bandwidth)!.Value,
            ZeroFraction = parse.GetValue(_zero) ?? 0,
            DuplicateFraction = parse.GetValue(_duplicates) ?? 0,
            WorkingSet = parse.GetValue(_workingSet),
            DirtyPagesPerSecond = parse.GetValue(_dirtyRate) ?? 0,
            Pattern = Patterns[parse.GetValue(_pattern)!],
            SwitchoverBandwidthBytesPerSecond = parse.GetValue(_switchover),
            Policy = Policies[parse.GetValue(_policy)!],
            XbzrleCache = parse.GetValue(_xbzrle),
            AutoConverge = parse.GetValue(_autoConverge) ? new AutoConvergeOptions() : null,
            CompressionRatio = parse.GetValue(_compression) ?? 1,
            VcpuCount = parse.GetValue(_vcpus),
            PostCopyAfterRounds = WasGiven(parse, _postCopyAfter) ? parse.GetValue(_postCopyAfter) : null,
            RttSeconds = parse.GetValue(_rtt)?.TotalSeconds ?? 0,
            Streams = parse.GetValue(_streams),
            WindowBytes = parse.GetValue(_window)?.Bytes,
            TimeCapSeconds = parse.GetValue(_timeCap)?.TotalSeconds,
            Seed = WasGiven(parse, _seed) ? (ulong)parse.GetValue(_seed) : null,
        };
        if (parse.GetValue(_downtimeLimit) is { } limit)
        {
            request = request with { DowntimeLimitSeconds = limit.TotalSeconds };
        }

        if (parse.GetValue(_hotPages) is { } hotPages)
        {
            request = request with { HotFraction = hotPages };
        }

        return parse.GetValue(_hotWrites) is { } hotWrites ? request with { HotShare = hotWrites } : request;
    }

    private static bool WasGiven(ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    private static bool WasGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static Option<string> Choice(string name, string description, IEnumerable<string> words, string fallback)
    {
        Option<string> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => fallback,
        };
        option.AcceptOnlyFromAmong([.. words]);
        return option;
    }
}
