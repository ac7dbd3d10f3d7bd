using System.CommandLine;
using System.CommandLine.Parsing;
using PageEngine.Cli.Transferring;

namespace PageEngine.Cli.Commands;

/// <summary><c>pageengine receive</c>: its words.</summary>
internal sealed class ReceiveCommand
{
    private const string About = "Takes live memory from pageengine send, and goes on with it.";

    /// <summary>What help says below the options.</summary>
    internal const string Details =
        """
        It listens until one guest has come, however many connections that takes. A connection that fails or makes no
        sense is a line on stderr, and costs nothing but that: memory that was coming in is given back, unless all of it
        was there. Then it is kept, and not run, until the source says whose it is.

        On loopback nothing more is needed. For other machines both sides need a key, which is a file of 16 bytes or more
        that only its owner can read (head -c 32 /dev/urandom > key; chmod 600 key), and TLS. With --tls it makes itself a
        certificate and prints its fingerprint; the proof of the key is made over the certificate, so the key alone keeps
        anybody in between out.

        With --record FILE it writes down that the guest is its own before it runs it. A receiver that is killed and started
        again with the same record can tell the source what became of the guest.

        The demo's owner goes on writing where the guest has arrived; at the end every byte is compared.

        Examples:
          pageengine receive
          pageengine receive --listen 127.0.0.1:7000 --out guest.raw
          pageengine receive --listen 0.0.0.0:7000 --tls --key-file key --record receive.record

        Exit codes: 0 a guest has come and is right; 1 it is not right, or something failed; 2 the command line makes no
        sense; 130 ended by Ctrl-C.
        """;

    // Three quarters of what there is: the rest of the machine wants to live.
    private const ulong MemoryParts = 4;

    private readonly ToolContext _context;

    private readonly Option<HostAndPort?> _listen = TransferOptionsOf.Address(
        "--listen", "Where to listen; 127.0.0.1:7000 when left out. Port 0 takes a free one, which is printed.");

    private readonly Option<string?> _key = TransferOptionsOf.FileName("--key-file", "The key that both sides know.");
    private readonly Option<bool> _tls = new("--tls") { Description = "Encrypt, with a certificate made for this run." };
    private readonly Option<string?> _certificate = TransferOptionsOf.FileName("--tls-cert", "Encrypt, with this certificate in PEM.");
    private readonly Option<string?> _certificateKey = TransferOptionsOf.FileName(
        "--tls-cert-key", "The key of the certificate; in the same file when left out.");

    private readonly Option<string?> _out = TransferOptionsOf.FileName("--out", "Write the memory as a raw dump at the end.");
    private readonly Option<string?> _record = TransferOptionsOf.FileName("--record", "The hand-over record.");
    private readonly Option<ByteSize?> _maxMemory = UnitOptions.Size(
        "--max-memory", "The largest guest; three quarters of this machine's memory when left out.");

    private readonly Option<bool> _noPostCopy = new("--no-postcopy") { Description = "Refuse guests that run before all of them is here." };
    private readonly Option<bool> _json = new("--json") { Description = "Write JSON instead of text." };

    internal ReceiveCommand(ToolContext context)
    {
        _context = context;
        Command = new Command("receive", About)
        {
            _listen, _key, _tls, _certificate, _certificateKey, _out, _record, _maxMemory, _noPostCopy, _json,
        };
        Command.Validators.Add(Check);
        Command.SetAction(Run);
    }

    internal Command Command { get; }

    private void Check(CommandResult result)
    {
        bool hasCertificate = result.GetResult(_certificate) is { Implicit: false };
        if (hasCertificate && result.GetResult(_tls) is { Implicit: false })
        {
            result.AddError("--tls makes a certificate, and --tls-cert brings one: it is one or the other");
        }
        else if (!hasCertificate && result.GetResult(_certificateKey) is { Implicit: false })
        {
            result.AddError("--tls-cert-key goes with --tls-cert");
        }
    }

    private int Run(ParseResult parse)
    {
        ulong memory = (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new ReceiveSession(
            new ReceiveRequest
            {
                Listen = parse.GetValue(_listen) ?? new HostAndPort("127.0.0.1", 7000),
                KeyFile = parse.GetValue(_key),
                UsesTls = parse.GetValue(_tls),
                CertificateFile = parse.GetValue(_certificate),
                CertificateKeyFile = parse.GetValue(_certificateKey),
                OutputFile = parse.GetValue(_out),
                RecordFile = parse.GetValue(_record),
                MaxMemory = parse.GetValue(_maxMemory) ?? new ByteSize(memory / MemoryParts * (MemoryParts - 1)),
                AllowsPostCopy = !parse.GetValue(_noPostCopy),
                AsJson = parse.GetValue(_json),
            },
            _context).Run();
    }
}
