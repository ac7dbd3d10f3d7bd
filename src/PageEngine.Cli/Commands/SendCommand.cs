using System.CommandLine;
using System.CommandLine.Parsing;
using PageEngine.Cli.Transferring;
using PageEngine.Linux;
using PageEngine.Migration;
using PageEngine.Simulation;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine send</c>: its words.</summary>
internal sealed class SendCommand
{
    private const string About = "Moves live memory to pageengine receive while its owner keeps writing.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        What moves is a dump (--file), or real memory with a demo owner that writes single pages at a rate (--demo). The
        memory goes over in rounds while the owner writes; each round sends what was written during the one before. The
        policy decides when the owner is paused for the last part; then it goes on where the memory has arrived. Policies,
        patterns and their options are those of pageengine predict, and at the end what was measured stands beside what
        predict says for the same guest and the bandwidth that was measured.

        One side owns the guest at every moment. Until the receiver has confirmed that it has everything, the owner goes on
        here, whatever fails. Behind that it does not, and a connection that was lost is made again for --patience to hear
        what became of it; a receiver that says it never ran the guest gives it back. With --record FILE the hand-over is
        written down: if this process is killed, --settle with the same record gives the guest to a receiver that has all
        of it.

        With --postcopy-after N the owner goes on over there after N rounds, before its memory is there: pages that it
        touches are asked for and come first, the rest follows, and each crosses once.

        Examples:
          pageengine send 127.0.0.1:7000 --demo 1GiB --dirty-rate 20000 --pattern hotcold
          pageengine send 127.0.0.1:7000 --demo 1GiB --dirty-rate 200000 --bandwidth 200MiB/s --postcopy-after 2
          pageengine send 127.0.0.1:7000 --file guest.raw --compress lz4
          pageengine send host:7000 --file guest.raw --tls --key-file key
          pageengine send 127.0.0.1:7000 --settle --record send.record

        Exit codes: 0 the guest has moved; 1 it has not, or that is not known, as stderr says; 2 the command line makes no
        sense; 130 ended by Ctrl-C.
        """;

    private static readonly Dictionary<string, WritePattern> Patterns = new()
    {
        ["uniform"] = WritePattern.Uniform,
        ["sequential"] = WritePattern.Sequential,
        ["hotcold"] = WritePattern.HotCold,
    };

    private static readonly Dictionary<string, TransferCompression> Compressions = new()
    {
        ["none"] = TransferCompression.None,
        ["lz4"] = TransferCompression.Lz4,
        ["zstd"] = TransferCompression.Zstandard,
    };

    private readonly ToolContext _context;
    private readonly Argument<HostAndPort?> _to = TransferOptionsOf.Receiver("HOST:PORT", "Where pageengine receive listens.");
    private readonly Option<string?> _file = TransferOptionsOf.FileName("--file", "Move the bytes of this file.");
    private readonly Option<ByteSize?> _demo = UnitOptions.Size("--demo", "Move so much memory with a demo owner that writes to it.");
    private readonly Option<double?> _dirtyRate = UnitOptions.Number("--dirty-rate", "--demo: writes to pages in a second.", 0);
    private readonly Option<ByteSize?> _workingSet = UnitOptions.Size(
        "--working-set", "--demo: the memory that is written to; all of it when left out.");

    private readonly Option<string> _pattern = TransferOptionsOf.Choice(
        "--pattern", "--demo: how the writes are spread.", Patterns.Keys, "uniform");

    private readonly Option<int> _seed = CommandLineRules.NumberOption("--seed", "--demo: the seed of all bytes.", 0, int.MaxValue, 1);
    private readonly Option<string> _policy = TransferOptionsOf.Choice(
        "--policy", "Who decides to pause the owner.", StopPolicies.Names, "qemu");

    private readonly Option<SimTime?> _downtimeLimit = UnitOptions.Time(
        "--downtime-limit", "The downtime that the policy may use; 300 ms when left out.");

    private readonly Option<SimTime?> _timeCap = UnitOptions.Time("--time-cap", "Give up after this time.", allowsZero: false);
    private readonly Option<double?> _bandwidth = UnitOptions.Bandwidth("--bandwidth", "What the rounds may send in a second.");
    private readonly Option<int> _postCopyAfter = CommandLineRules.NumberOption(
        "--postcopy-after", "Go over to post-copy after so many rounds.", 0, 1_000_000, null);

    private readonly Option<ByteSize?> _xbzrle = UnitOptions.Size("--xbzrle", "Send changes of pages; the size of the cache for it.");
    private readonly Option<ByteSize?> _references = UnitOptions.Size(
        "--references", "Send pages equal to others as references; the size of the cache for it.");

    private readonly Option<string> _compress = TransferOptionsOf.Choice("--compress", "How pages are compressed.", Compressions.Keys, "none");
    private readonly Option<bool> _autoConverge = new("--auto-converge") { Description = "Slow the owner down while it writes too fast." };
    private readonly Option<string?> _key = TransferOptionsOf.FileName("--key-file", "The key that both sides know.");
    private readonly Option<bool> _tls = new("--tls") { Description = "Encrypt; needed to another machine." };
    private readonly Option<string?> _fingerprint = new("--tls-fingerprint")
    {
        Description = "Encrypt, and accept only the certificate with this SHA-256, as receive prints it.",
        HelpName = "HEX",
    };

    private readonly Option<string?> _record = TransferOptionsOf.FileName("--record", "The hand-over record.");
    private readonly Option<bool> _settle = new("--settle") { Description = "Settle a move whose sender was killed, by its --record." };
    private readonly Option<SimTime?> _patience = UnitOptions.Time(
        "--patience", "How long to try to connect again once the guest was given away; 30 s when left out.");

    private readonly Option<bool> _json = new("--json") { Description = "Write JSON instead of tables." };

    internal SendCommand(ToolContext context)
    {
        _context = context;
        Command = new Command("send", About)
        {
            _to, _file, _demo, _dirtyRate, _workingSet, _pattern, _seed, _policy, _downtimeLimit, _timeCap, _bandwidth,
            _postCopyAfter, _xbzrle, _references, _compress, _autoConverge, _key, _tls, _fingerprint, _record, _settle,
            _patience, _json,
        };
        Command.Validators.Add(Check);
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private void Check(CommandResult result)
    {
        bool settles = IsGiven(result, _settle);
        int sources = (IsGiven(result, _file) ? 1 : 0) + (IsGiven(result, _demo) ? 1 : 0) + (settles ? 1 : 0);
        if (sources != 1)
        {
            result.AddError("what is to move: --file FILE, --demo SIZE, or --settle for a move that stands still; one of them");
        }
        else if (settles && !IsGiven(result, _record))
        {
            result.AddError("--settle needs the --record of the sender that was killed");
        }
        else if (!IsGiven(result, _demo) && (IsGiven(result, _dirtyRate) || IsGiven(result, _workingSet) || IsGiven(result, _pattern)))
        {
            result.AddError("--dirty-rate, --working-set and --pattern go with --demo: nobody writes to a dump");
        }
    }

    private int Run(ParseResult parse)
    {
        HostAndPort to = parse.GetValue(_to)!.Value;
        bool usesTls = parse.GetValue(_tls) || parse.GetValue(_fingerprint) is not null;
        if (!to.IsLoopback && (!usesTls || parse.GetValue(_key) is null))
        {
            _context.Messages.SayBadUsage(Command, "another machine needs --tls (or --tls-fingerprint) and --key-file");
            return ExitCode.BadUsage;
        }

        try
        {
            using SendSession session = new(RequestOf(parse, to, usesTls), _context);
            return session.Run();
        }
        catch (ArgumentException problem)
        {
            _context.Messages.SayBadUsage(Command, problem.Message.ReplaceLineEndings(" "));
            return ExitCode.BadUsage;
        }
    }

    private SendRequest RequestOf(ParseResult parse, HostAndPort to, bool usesTls)
    {
        bool isPolicy = StopPolicies.TryParse(parse.GetValue(_policy), out StopPolicyKind policy);
        return new SendRequest
        {
            To = to,
            File = parse.GetValue(_file),
            Demo = parse.GetValue(_demo),
            DirtyRate = parse.GetValue(_dirtyRate) ?? 0,
            WorkingSet = parse.GetValue(_workingSet),
            Pattern = Patterns[parse.GetValue(_pattern)!],
            Seed = (ulong)parse.GetValue(_seed),
            Policy = isPolicy ? policy : StopPolicyKind.Qemu,
            DowntimeLimit = parse.GetValue(_downtimeLimit) ?? new SimTime(QemuStopPolicy.DefaultDowntimeLimitNanoseconds),
            TimeCap = parse.GetValue(_timeCap),
            Bandwidth = parse.GetValue(_bandwidth),
            PostCopyAfter = parse.GetResult(_postCopyAfter) is { Implicit: false } ? parse.GetValue(_postCopyAfter) : null,
            Xbzrle = parse.GetValue(_xbzrle),
            References = parse.GetValue(_references),
            Compression = Compressions[parse.GetValue(_compress)!],
            AutoConverge = parse.GetValue(_autoConverge),
            KeyFile = parse.GetValue(_key),
            UsesTls = usesTls,
            Fingerprint = parse.GetValue(_fingerprint),
            RecordFile = parse.GetValue(_record),
            Settles = parse.GetValue(_settle),
            Patience = parse.GetValue(_patience) ?? SimTime.FromSeconds(30),
            AsJson = parse.GetValue(_json),
        };
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
