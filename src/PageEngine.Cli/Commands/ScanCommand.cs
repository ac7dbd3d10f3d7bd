using System.CommandLine;
using System.CommandLine.Parsing;
using PageEngine.Cli.Scanning;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine scan</c>: its words, and what they may not be together.</summary>
internal sealed class ScanCommand
{
    private const string About =
        "Finds how many pages sharing could free in memory images or in a live process.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        An image is a raw dump, an ELF core (dump-guest-memory, gcore) or, with --pid, the memory of a live process.
        Equal pages are found by the engine: by fingerprint, and confirmed by comparing every byte. Holes of sparse
        files are not read. A part at the end that is no whole page is padded with zeros.

        Examples:
          pageengine scan --sample                    makes three small dumps, scans them and removes them
          pageengine scan --sample dumps              the same, and keeps them in dumps
          pageengine scan web-1.raw web-2.raw db.elf  each image alone, and all together
          pageengine scan --pid 4711                  what a process has for itself, and shared memory
          pageengine scan --json *.raw                all counts for programs, in pages

        Exit codes: 0 all images are in the result; 1 an image could not be read (the result has the others);
        2 the command line makes no sense; 130 ended by Ctrl-C.
        """;

    private const int DefaultEstimatePages = 4096;

    private readonly ToolContext _context;

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Memory images. A file that is named twice is two images.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<int> _pid = CommandLineRules.NumberOption(
        "--pid", "Scan a live process instead: its own pages and shared memory that no disk file holds.", 1,
        int.MaxValue, null);

    private readonly Option<string?> _sample = new("--sample")
    {
        Description = "Make sample dumps and scan them; kept if DIR is named, over files of the same names.",
        HelpName = "DIR",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write JSON instead of tables; no estimate is made.",
    };

    private readonly Option<bool> _raw = CommandLineRules.RawOption();

    private readonly Option<int> _maxPageSharing = CommandLineRules.NumberOption(
        "--max-page-sharing", "KSM's max_page_sharing, for what its counters would settle at.", 2, int.MaxValue,
        SharingOptions.DefaultMaxSharers);

    private readonly Option<bool> _useZeroPages = new("--use-zero-pages")
    {
        Description = "KSM's use_zero_pages: zero pages are counted apart and not as a content.",
    };

    private readonly Option<int> _workers = CommandLineRules.WorkersOption();

    private readonly Option<int> _estimatePages = CommandLineRules.NumberOption(
        "--estimate-pages", "Pages to sample for what compression and patching could add; 0 for none.", 0,
        int.MaxValue, DefaultEstimatePages);

    internal ScanCommand(ToolContext context, IReadOnlyList<string> args)
    {
        _context = context;
        _paths.RefuseUnknownOptions(args);
        Command = new Command("scan", About)
        {
            _paths, _pid, _sample, _json, _raw, _maxPageSharing, _useZeroPages, _workers, _estimatePages,
        };
        Command.Validators.Add(CheckWhatToScan);
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private void CheckWhatToScan(CommandResult result)
    {
        bool hasPaths = result.GetResult(_paths) is { Tokens.Count: > 0 };
        bool hasPid = result.GetResult(_pid) is { Implicit: false };
        bool hasSample = result.GetResult(_sample) is { Implicit: false };
        int ways = (hasPaths ? 1 : 0) + (hasPid ? 1 : 0) + (hasSample ? 1 : 0);
        if (ways == 0)
        {
            result.AddError("nothing to scan: name a PATH, or --pid N, or --sample");
        }
        else if (ways > 1)
        {
            result.AddError("PATH, --pid and --sample do not go together");
        }
        else if (hasPid && result.GetResult(_raw) is { Implicit: false })
        {
            result.AddError("--raw is for files and does not go with --pid");
        }
    }

    private int Run(ParseResult parse)
    {
        bool isSample = parse.GetResult(_sample) is { Implicit: false };
        ScanRequest request = new()
        {
            Paths = parse.GetValue(_paths) ?? [],
            ProcessId = parse.GetResult(_pid) is { Implicit: false } ? parse.GetValue(_pid) : null,
            AsRaw = parse.GetValue(_raw),
            AsJson = parse.GetValue(_json),
            MaxPageSharing = (uint)parse.GetValue(_maxPageSharing),
            UseZeroPages = parse.GetValue(_useZeroPages),
            Workers = parse.GetValue(_workers),
            EstimatePages = parse.GetValue(_estimatePages),
        };
        return isSample
            ? SampleScan.Run(request, parse.GetValue(_sample), _context)
            : new ScanSession(request, _context).Run();
    }
}
