using System.Buffers.Binary;
using System.Net;
using PageEngine.Migration;

namespace PageEngine.Linux.Tests;

/// <summary>Real memory over a real socket, written by a thread that knows nothing of it.</summary>
public sealed class MappedTransferTests
{
    private const int Pages = 2000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Memory_that_is_written_all_the_time_arrives_as_it_was_when_its_writer_was_paused(bool usesTls)
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(Pages));
        using Writer writer = new(memory);
        using MappedTransferSource source = new(memory);
        using TransferTls? tls = usesTls ? TransferTls.SelfSigned(DateTimeOffset.UtcNow) : null;
        using TransferTls? known = usesTls ? TransferTls.ForSource(tls!.Fingerprint, trustsKey: false) : null;
        using Receiving receiving = new(tls);
        using TransferSender sender = new(source, writer, new TransferOptions { Policy = static () => new FixedRoundsStopPolicy(4) });
        TransferReport report = sender.Run(() => TransferSockets.Connect("127.0.0.1", receiving.Port, known, Patience));
        receiving.Join();
        Assert.True(report.Outcome == TransferOutcome.Completed, report.Reason);
        Assert.True(memory.Span.SequenceEqual(receiving.Memory.Memory!.Span));
        // Four, or fewer where the writer gets no time to write and nothing is left.
        Assert.InRange(report.Rounds.Count, 1, 4);
        Assert.True(writer.Writes > 0);
    }

    [Fact]
    public void M13_missing_pages_are_fetched_when_they_are_touched()
    {
        RealMemory.SkipWithout(KernelFeatures.Current.UserFault);
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(Pages));
        using Writer writer = new(memory);
        using MappedTransferSource source = new(memory);
        using Receiving receiving = new(null) { Touches = true };
        using TransferSender sender = new(source, writer, new TransferOptions
        {
            Rounds = new PreCopyOptions { PostCopyAfterRounds = 1 },
            Policy = static () => new FixedRoundsStopPolicy(9),
        });
        TransferReport report = sender.Run(() => TransferSockets.Connect("127.0.0.1", receiving.Port, null, Patience));
        receiving.Join();
        Assert.True(report.Outcome == TransferOutcome.Completed, report.Reason);
        Assert.Equal(report.RemainingPages, report.PostCopyPages ?? 0);
        Assert.Equal(report.RemainingPages, receiving.Receiver.PostCopyPagesReceived);
        Assert.True(memory.Span.SequenceEqual(receiving.Memory.Memory!.Span));
        Assert.True(receiving.Sum == SumOf(memory), "the guest has seen other bytes");
    }

    [Fact]
    public void What_was_written_before_the_transfer_crosses_once()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(Pages));
        memory.Span.Fill(7);
        memory.Collect();
        using MappedTransferSource source = new(memory);
        memory.Span.Fill(8);
        memory.Collect();
        using Receiving receiving = new(null);
        using TransferSender sender = new(source, new StillWriter(), new TransferOptions { Policy = static () => new XenStopPolicy() });
        TransferReport report = sender.Run(() => TransferSockets.Connect("127.0.0.1", receiving.Port, null, Patience));
        receiving.Join();
        Assert.Equal(TransferOutcome.Completed, report.Outcome);
        Assert.Equal((ulong)Pages, report.Pages.PageCount);
        Assert.Equal(0UL, report.RemainingPages);
    }

    [Fact]
    public void A_certificate_that_is_another_one_is_refused()
    {
        using MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(16));
        using TransferTls tls = TransferTls.SelfSigned(DateTimeOffset.UtcNow);
        using TransferTls other = TransferTls.ForSource(new string('0', 64), trustsKey: false);
        using TransferTls unknown = TransferTls.ForSource(null, trustsKey: false);
        using Receiving receiving = new(tls);
        Assert.Throws<TransferRefusedException>(() => TransferSockets.Connect("127.0.0.1", receiving.Port, other, Patience));
        Assert.Throws<TransferRefusedException>(() => TransferSockets.Connect("127.0.0.1", receiving.Port, unknown, Patience));
        Assert.Throws<ArgumentException>(() => TransferTls.ForSource("12:34", trustsKey: false));
    }

    [Fact]
    public void Listening_for_other_machines_needs_TLS() => Assert.Throws<ArgumentException>(
        () => new TransferListener(new IPEndPoint(IPAddress.Any, 0), null, Patience));

    private static ulong SumOf(MappedGuestMemory memory)
    {
        ulong sum = 0;
        for (int page = 0; page < Pages; page++)
        {
            sum += BinaryPrimitives.ReadUInt64LittleEndian(memory.GetSpan(new GuestFrameNumber((ulong)page), 1));
        }

        return sum;
    }

    private sealed class StillWriter : ITransferOwner
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
    }

    /// <summary>Writes as fast as it can, everywhere, until it is paused.</summary>
    private sealed class Writer : ITransferOwner, IDisposable
    {
        private readonly MappedGuestMemory _memory;
        private volatile bool _isStopped;
        private Thread? _thread;

        internal Writer(MappedGuestMemory memory)
        {
            _memory = memory;
            Unpause();
        }

        internal ulong Writes { get; private set; }

        public void Pause()
        {
            _isStopped = true;
            _thread?.Join();
            _thread = null;
        }

        public void Unpause()
        {
            _isStopped = false;
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        public void Throttle(int percent)
        {
        }

        public IReadOnlyList<GuestState> SaveStates() => [];

        public void Dispose() => Pause();

        private void Run()
        {
            Random random = new(1);
            while (!_isStopped)
            {
                int page = random.Next(Pages);
                BinaryPrimitives.WriteUInt64LittleEndian(
                    _memory.GetSpan(new GuestFrameNumber((ulong)page), 1)[(8 * random.Next(512))..], ++Writes);
            }
        }
    }

    /// <summary>A receiver on a thread of its own, and a guest that adds the first words of all pages up.</summary>
    private sealed class Receiving : ITransferGuest, IDisposable
    {
        private readonly TransferListener _listener;
        private readonly CancellationTokenSource _stop = new();
        private readonly Thread _thread;
        private Thread? _guest;

        internal Receiving(TransferTls? tls)
        {
            _listener = new TransferListener(new IPEndPoint(IPAddress.Loopback, 0), tls, Patience);
            Receiver = new TransferReceiver(Memory, this);
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        internal MappedTransferDestination Memory { get; } = new();

        internal TransferReceiver Receiver { get; }

        internal int Port => _listener.LocalEndPoint.Port;

        internal bool Touches { get; init; }

        internal ulong Sum { get; private set; }

        public void Activate(IReadOnlyList<GuestState> states)
        {
            if (Touches)
            {
                _guest = new Thread(Touch) { IsBackground = true };
                _guest.Start();
            }
        }

        internal void Join()
        {
            _thread.Join();
            _guest?.Join();
        }

        public void Dispose()
        {
            _stop.Cancel();
            _thread.Join();
            _listener.Dispose();
            Receiver.Dispose();
            Memory.Dispose();
            _stop.Dispose();
        }

        private void Run()
        {
            try
            {
                while (Receiver.State != HandOverState.Complete)
                {
                    try
                    {
                        Receiver.Serve(_listener.Accept(_stop.Token));
                    }
                    catch (IOException)
                    {
                        // TLS that came to nothing.
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        private void Touch()
        {
            for (int page = Pages - 1; page >= 0; page--)
            {
                PageRange range = new(new GuestFrameNumber((ulong)page), 1);
                Memory.Require(range);
                Sum += BinaryPrimitives.ReadUInt64LittleEndian(Memory.Memory!.GetSpan(range.Start, 1));
            }
        }
    }
}
