using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using System.Net;
using System.Reflection;
using PageEngine.Linux;
using PageEngine.Migration;

namespace PageEngine.Benchmarks.Table;

/// <summary>
/// The bytes of a file as real memory that is moved to another process over loopback, with nobody writing.
/// </summary>
/// <remarks>
/// Both sides are processes of their own, as with the peer. They move the memory a few times before the one that
/// counts, so that their code is compiled; the receiver's memory is new every time. What arrives is compared by
/// checksum.
/// </remarks>
internal static class TransferPass
{
    internal const string Command = "transfer-pass";
    internal const string ReceiveCommand = "transfer-receive";
    private const int WarmUps = 4;
    private const ulong WarmUpPages = 1 << 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal static PeerResult RunInChild(string path) => ChildProcess.Run(Command, path);

    /// <summary>Sends; prints <c>key=value</c> lines.</summary>
    internal static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments is not [var path])
            throw new BadUsageException($"{Command} wants a file");

        using MappedGuestMemory memory = Load(path, ulong.MaxValue);
        using MappedGuestMemory some = Load(path, WarmUpPages);
        using Process receiver = StartReceiver();
        int port = int.Parse(receiver.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        for (int i = 0; i < WarmUps; i++)
            Send(some, port, receiver);
        TransferReport report = Send(memory, port, receiver);
        receiver.WaitForExit();
        double seconds = report.TotalNanoseconds * 1e-9;
        Console.WriteLine(FormattableString.Invariant($"gbps={memory.Size.Bytes * 1e-9 / seconds:F4}"));
        Console.WriteLine(FormattableString.Invariant($"wire_bytes={report.WireBytes}"));
        Console.WriteLine(FormattableString.Invariant($"downtime_ms={report.Downtime.Total * 1e-6:F4}"));
        return 0;
    }

    /// <summary>Receives as often as <see cref="Run"/> sends; prints its port, and a checksum for each.</summary>
    internal static int Receive()
    {
        using TransferListener listener = new(new IPEndPoint(IPAddress.Loopback, 0), null, Patience);
        Console.WriteLine(listener.LocalEndPoint.Port);
        for (int i = 0; i <= WarmUps; i++)
        {
            using MappedTransferDestination memory = new();
            using TransferReceiver receiver = new(memory, new Nobody());
            ServeResult result = receiver.Serve(listener.Accept(CancellationToken.None));
            Console.WriteLine(receiver.State == HandOverState.Complete ? ChecksumOf(memory.Memory!) : result.Problem);
        }

        return 0;
    }

    private static TransferReport Send(MappedGuestMemory memory, int port, Process receiver)
    {
        using MappedTransferSource source = new(memory);
        using TransferSender sender = new(source, new Nobody(), new TransferOptions { Policy = static () => new XenStopPolicy() });
        TransferReport report = sender.Run(() => TransferSockets.Connect("127.0.0.1", port, null, Patience));
        string arrived = receiver.StandardOutput.ReadLine()!;
        return report.Outcome == TransferOutcome.Completed && arrived == ChecksumOf(memory)
            ? report
            : throw new WrongResultException($"the transfer ended as {report.Outcome}: {report.Reason} {arrived}");
    }

    private static string ChecksumOf(MappedGuestMemory memory)
    {
        XxHash3 hash = new();
        for (int segment = 0; segment < memory.SegmentCount; segment++)
            hash.Append(memory.GetSegment(segment));
        return hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);
    }

    private static MappedGuestMemory Load(string path, ulong mostPages)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read);
        ulong pages = Math.Min((ulong)file.Length / Page.Size, mostPages);
        MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(pages));
        for (int segment = 0; segment < memory.SegmentCount; segment++)
            file.ReadExactly(memory.GetSegment(segment));
        return memory;
    }

    private static Process StartReceiver()
    {
        string program = Environment.ProcessPath!;
        string own = Assembly.GetExecutingAssembly().GetName().Name!;
        bool isHost = Path.GetFileNameWithoutExtension(program) != own;
        string[] arguments = isHost ? [Path.Combine(AppContext.BaseDirectory, own + ".dll"), ReceiveCommand] : [ReceiveCommand];
        return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    }

    /// <summary>Neither writes nor runs.</summary>
    private sealed class Nobody : ITransferOwner, ITransferGuest
    {
        public void Pause()
        {
        }

        public void Unpause()
        {
        }

        public void Throttle(int percent)
        {
        }

        public IReadOnlyList<GuestState> SaveStates() => [];

        public void Activate(IReadOnlyList<GuestState> states)
        {
        }
    }
}
