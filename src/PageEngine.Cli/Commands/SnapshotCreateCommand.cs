using System.CommandLine;
using System.CommandLine.Parsing;
using PageEngine.Cli.Snapshots;
using PageEngine.Images;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine snapshot create</c>: its words, and what they may not be together.</summary>
internal sealed class SnapshotCreateCommand
{
    private const string About = "Adds the memory in a dump or of a live process to an archive.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        The archive is made if it is not there. All pages are looked at; those that the archive has, which is proved by
        comparing every byte, are not stored again. The checkpoint is there when the command has ended well: a crash, a
        full disk or Ctrl-C leave the archive as it was. One command at a time writes to an archive.

        A process goes on writing while it is read, so its pages are of different moments, and the archive says so.
        --stop stops it (SIGSTOP) until its last page was read and continues it then (SIGCONT), also after a failure or
        Ctrl-C. If this command itself is killed by SIGKILL the process stays stopped: kill -CONT N continues it.

        Examples:
          pageengine snapshot create web.pea web.raw
          pageengine snapshot create web.pea web.elf --machine web --name "before the update" --compress zstd
          pageengine snapshot create db.pea --pid 4711 --stop

        Exit codes: 0 fine; 1 the memory could not be read or the archive not written; 2 the command line makes no
        sense; 130 ended by Ctrl-C.
        """;

    private readonly ToolContext _context;
    private readonly Argument<string> _archive;

    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "A raw dump, an ELF core, or a checkpoint of an archive.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> _pid = CommandLineRules.NumberOption(
        "--pid", "A live process instead: its own pages and shared memory that no disk file holds.", 1,
        int.MaxValue, null);

    private readonly Option<bool> _stop = new("--stop")
    {
        Description = "With --pid: stop the process while it is read, so that all pages are of one moment.",
    };

    private readonly Option<string?> _name = Text("--name", "A name for the checkpoint.");
    private readonly Option<string?> _machine = Text(
        "--machine", "Whose memory it is; the name of the file or process when left out.");



    private readonly Option<string> _compress = CommandLineRules.ChoiceOption(
        "--compress", "How new pages are stored. A page that gains nothing stays as it is.", Compression.Words, "lz4");

    private readonly Option<string> _parent = new("--parent")
    {
        Description = "Compare first with a checkpoint, the last of the machine, or none.",
        HelpName = "last|none|N",
        DefaultValueFactory = static _ => ParentWords.Last,
    };

    private readonly Option<bool> _raw = CommandLineRules.RawOption();
    private readonly Option<bool> _json = SnapshotCommand.JsonOption();
    private readonly Option<int> _workers = CommandLineRules.WorkersOption();

    internal SnapshotCreateCommand(ToolContext context, IReadOnlyList<string> args)
    {
        _context = context;
        _archive = SnapshotCommand.ArchiveArgument(args);
        _file.RefuseUnknownOptions(args);
        Command = new Command("create", About)
        {
            _archive, _file, _pid, _stop, _name, _machine, _compress, _parent, _raw, _json, _workers,
        };
        _parent.Validators.Add(CheckParent);
        Command.Validators.Add(CheckWhatToSave);
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private static Option<string?> Text(string name, string description)
    {
        Option<string?> option = new(name) { Description = description, HelpName = "TEXT" };
        option.Validators.Add(result =>
        {
            string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (word.Length > MemoryCheckpointOptions.MaxTextBytes / 4 || word.Any(char.IsControl))
            {
                result.AddError($"{name} takes one line of at most {MemoryCheckpointOptions.MaxTextBytes / 4} letters");
            }
        });
        return option;
    }

    private static void CheckParent(OptionResult result)
    {
        string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (!result.Implicit && !ParentWords.IsOne(word))
        {
            result.AddError($"--parent takes the number of a checkpoint, last or none, not '{word}'");
        }
    }

    private void CheckWhatToSave(CommandResult result)
    {
        bool hasFile = result.GetResult(_file) is { Tokens.Count: > 0 };
        bool hasPid = result.GetResult(_pid) is { Implicit: false };
        if (hasFile == hasPid)
        {
            result.AddError(hasFile ? "FILE and --pid do not go together" : "nothing to save: name a FILE, or --pid N");
        }
        else if (!hasPid && result.GetResult(_stop) is { Implicit: false })
        {
            result.AddError("--stop goes with --pid only");
        }
        else if (hasPid && result.GetResult(_raw) is { Implicit: false })
        {
            result.AddError("--raw is for files and does not go with --pid");
        }
    }

    private int Run(ParseResult parse)
    {
        SnapshotCreateRequest request = new()
        {
            Archive = parse.GetRequiredValue(_archive),
            File = parse.GetValue(_file),
            ProcessId = parse.GetResult(_pid) is { Implicit: false } ? parse.GetValue(_pid) : null,
            Stops = parse.GetValue(_stop),
            Name = parse.GetValue(_name) ?? "",
            Machine = parse.GetValue(_machine),
            Compression = parse.GetRequiredValue(_compress),
            Parent = parse.GetRequiredValue(_parent),
            AsRaw = parse.GetValue(_raw),
            AsJson = parse.GetValue(_json),
            Workers = parse.GetValue(_workers),
        };
        return new SnapshotCreateSession(request, _context).Run();
    }
}
