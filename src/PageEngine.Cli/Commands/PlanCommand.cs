using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PageEngine.Cli.Planning;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine plan</c>: its words, and what they may not be together.</summary>
internal sealed class PlanCommand
{
    private const string About =
        "Says how many guests a host holds, with memory overcommit and without, and what limits it.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        Guests are alike. Without overcommit a host holds as many as their whole memory fits; with it, as many as what
        they really use fits, unless reservations or --ratio stop it earlier. What overcommit saves is the memory that
        was promised beyond the memory that is there. This is arithmetic; "pageengine simulate" shows what it costs.

        Pages that are the same in every guest (--shared) are kept once for all of them.

        Examples:
          pageengine plan --host 48GiB --guest 4GiB --used 2.5GiB
          pageengine plan --host 48GiB --guest 4GiB --used 2.5GiB --shared 512MiB --overhead 100MiB
          pageengine plan --host 48GiB --guest 4GiB --used 2.5GiB --guests 100 --json

        Exit codes: 0 fine; 2 the command line makes no sense.
        """;

    private readonly ToolContext _context;

    private readonly Option<ByteSize?> _host = UnitOptions.Size("--host", "The memory of the host.");

    private readonly Option<ByteSize?> _guest = UnitOptions.Size(
        "--guest", "The memory that each guest is promised.");

    private readonly Option<ByteSize?> _used = UnitOptions.Size(
        "--used", "The memory that each guest really uses; all of it when left out.");

    private readonly Option<ByteSize?> _hostReserve = UnitOptions.Size(
        "--host-reserve", "What the hypervisor keeps for itself.");

    private readonly Option<ByteSize?> _overhead = UnitOptions.Size(
        "--overhead", "What each guest takes beside its memory: page tables, device buffers.");

    private readonly Option<ByteSize?> _reservation = UnitOptions.Size(
        "--reservation", "The memory that each guest is guaranteed.");

    private readonly Option<ByteSize?> _shared = UnitOptions.Size(
        "--shared", "Of the used memory, what is the same in every guest.");

    private readonly Option<double?> _ratio = new("--ratio")
    {
        Description = "The most that may be promised for each byte that is there: 1.5.",
        HelpName = "X",
        CustomParser = ParseRatio,
    };

    private readonly Option<int> _guests = CommandLineRules.NumberOption(
        "--guests", "Say also how many such hosts this many guests need.", 1, int.MaxValue, null);

    private readonly Option<bool> _json = new("--json") { Description = "Write JSON instead of a table." };

    internal PlanCommand(ToolContext context)
    {
        _context = context;
        _host.Required = true;
        _guest.Required = true;
        Command = new Command("plan", About)
        {
            _host, _guest, _used, _hostReserve, _overhead, _reservation, _shared, _ratio, _guests, _json,
        };
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private int Run(ParseResult parse)
    {
        ByteSize guest = parse.GetValue(_guest)!.Value;
        PlanRequest request = new()
        {
            Host = parse.GetValue(_host)!.Value,
            Guest = guest,
            Used = parse.GetValue(_used) ?? guest,
            HostReserve = parse.GetValue(_hostReserve) ?? default,
            Overhead = parse.GetValue(_overhead) ?? default,
            Reservation = parse.GetValue(_reservation) ?? default,
            Shared = parse.GetValue(_shared) ?? default,
            Ratio = parse.GetValue(_ratio),
            Guests = parse.GetResult(_guests) is { Implicit: false } ? parse.GetValue(_guests) : null,
            AsJson = parse.GetValue(_json),
        };
        List<string> reasons = [.. request.FindReasonsAgainst()];
        reasons.ForEach(reason => _context.Messages.SayBadUsage(Command, reason));
        if (reasons.Count > 0)
        {
            return ExitCode.BadUsage;
        }

        new PlanSession(request, _context).Run();
        return ExitCode.Fine;
    }

    private static double? ParseRatio(ArgumentResult result)
    {
        string word = CommandLineRules.WordOf(result);
        if (double.TryParse(word, CultureInfo.InvariantCulture, out double ratio)
            && double.IsFinite(ratio) && ratio > 0)
        {
            return ratio;
        }

        result.AddError($"--ratio takes a number above 0, not '{word}'");
        return null;
    }
}
