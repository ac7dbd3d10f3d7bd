using PageEngine.Linux;
using PageEngine.Migration;

namespace PageEngine.Cli.Transferring;

/// <summary>One run of <c>pageengine send</c>: moves a dump or the demo's memory to a receiver.</summary>
internal sealed class SendSession : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(200);

    private readonly SendRequest _request;
    private readonly ToolContext _context;
    private readonly TransferKey? _key;
    private readonly TransferTls? _tls;
    private readonly HandOverRecord? _record;
    private long _lost;
    private bool _hasConnected;

    /// <exception cref="IOException">A file cannot be read.</exception>
    internal SendSession(SendRequest request, ToolContext context)
    {
        _request = request;
        _context = context;
        _key = request.KeyFile is null ? null : TransferKey.Load(request.KeyFile);
        _tls = request.UsesTls || request.Fingerprint is not null
            ? TransferTls.ForSource(request.Fingerprint, trustsKey: _key is not null)
            : null;
        _record = request.RecordFile is null ? null : HandOverRecord.Open(request.RecordFile);
    }

    public void Dispose()
    {
        _record?.Dispose();
        _tls?.Dispose();
    }

    internal int Run()
    {
        if (_request.Settles)
        {
            return Settle();
        }

        using MappedGuestMemory memory = _request.File is { } path ? Load(path) : MappedGuestMemory.Create(_request.Demo!.Value);
        if (memory.TrackerNote.Length > 0)
        {
            _context.Messages.Say($"writes are tracked by {memory.Tracker}: {memory.TrackerNote}");
        }

        if (_request.File is not null)
        {
            return Move(memory, new StillOwner(memory), demo: null);
        }

        using DemoOwner owner = new(memory, Plan(memory.PageCount));
        owner.FillMemory();
        owner.Start();
        return Move(memory, owner, owner);
    }

    private DemoPlan Plan(ulong pageCount)
    {
        ulong workingSet = Math.Clamp(_request.WorkingSet?.Pages ?? pageCount, 1, pageCount);
        return new DemoPlan(_request.Seed, pageCount, workingSet, _request.Pattern, _request.DirtyRate);
    }

    private int Move(MappedGuestMemory memory, ITransferOwner owner, DemoOwner? demo)
    {
        using MappedTransferSource source = new(memory);
        using TransferSender sender = new(source, owner, Options(), _record);
        _context.Progress.Begin("sending", memory.PageCount, static (_, _) => "");
        sender.Progress = ShowProgress;
        TransferReport report = sender.Run(Connect);
        _context.Progress.Wipe();
        PredictionResult? predicted = report.Outcome == TransferOutcome.Completed
            ? MigrationPredictor.Predict(TransferPrediction.RequestOf(_request, report, memory.Size))
            : null;
        if (_request.AsJson)
        {
            TransferJson.Write(report, predicted, _context.Output);
        }
        else
        {
            TransferTables.Write(report, predicted, Tables.Open(_context.Output));
        }

        _context.Output.Flush();
        return Judge(report, demo);
    }

    private int Judge(TransferReport report, DemoOwner? demo)
    {
        switch (report.Outcome)
        {
            case TransferOutcome.Completed:
                return ExitCode.Fine;
            case TransferOutcome.Cancelled:
                string proof = "";
                if (demo is not null)
                {
                    demo.Pause();
                    proof = demo.CountWrongPages() == 0 ? "; every byte is as it must be" : "; pages are wrong";
                }

                _context.Messages.Say($"the guest stays here: {report.Reason}{proof}");
                break;
            case TransferOutcome.InDoubt:
                _context.Messages.Say(
                    $"the guest was given away, and the receiver does not say whether it runs it: {report.Reason}");
                break;
            case TransferOutcome.PostCopyPaused:
                _context.Messages.Say($"the guest runs on the receiver without all of its pages, which end here: {report.Reason}");
                break;
            default:
                _context.Messages.Say($"the guest is lost: {report.Reason}");
                break;
        }

        _context.Cancellation.ThrowIfCancellationRequested();
        return ExitCode.Failed;
    }

    private int Settle()
    {
        TransferConnection connection = Connect() ?? throw new IOException($"{_request.To.Host}: no connection");
        HandOverState state = TransferSettlement.Settle(connection, _record!, new TransferOptions { Key = _key });
        _context.Output.WriteLine(state switch
        {
            HandOverState.Complete => "the guest runs on the receiver, which has all of it",
            HandOverState.Active => "the guest runs on the receiver and lacks pages that died with the source",
            HandOverState.Gone => "the guest ran on the receiver, and that process is gone",
            HandOverState.Prepared => "the receiver has the guest but for pages that died with the source",
            _ => "the receiver has not got the guest: it died with the source",
        });
        return state == HandOverState.Complete ? ExitCode.Fine : ExitCode.Failed;
    }

    private TransferOptions Options() => new()
    {
        Policy = () =>
        {
            IStopPolicy policy = StopPolicies.Create(_request.Policy, _request.DowntimeLimit.Nanoseconds);
            return _request.TimeCap is { } cap ? new TimeCapPolicy(policy, cap.Nanoseconds) : policy;
        },
        Rounds = new PreCopyOptions
        {
            PostCopyAfterRounds = _request.PostCopyAfter,
            AutoConverge = _request.AutoConverge ? new AutoConvergeOptions() : null,
        },
        BytesPerSecond = _request.Bandwidth,
        DeltaCache = _request.Xbzrle,
        ReferenceCache = _request.References,
        Compression = _request.Compression,
        Key = _key,
    };

    /// <summary>Connects; once a connection was lost, tries again for as long as the patience lasts.</summary>
    private TransferConnection? Connect()
    {
        if (_hasConnected && _lost == 0)
        {
            _lost = _context.Clock.GetTimestamp();
        }

        while (true)
        {
            try
            {
                TransferConnection connection = TransferSockets.Connect(_request.To.Host, _request.To.Port, _tls, ConnectTimeout);
                _hasConnected = true;
                return connection;
            }
            catch (IOException) when (_hasConnected)
            {
                bool isOver = _context.SecondsSince(_lost) > _request.Patience.TotalSeconds;
                if (isOver || _context.Cancellation.WaitHandle.WaitOne(BetweenAttempts))
                {
                    return null;
                }
            }
        }
    }

    private void ShowProgress(MigrationProgress progress)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        ulong done = progress.MemoryPages - progress.RemainingPages;
        _context.Progress.Report(done);
    }

    private static MappedGuestMemory Load(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read);
        if (file.Length == 0)
        {
            throw new IOException($"{path}: the file is empty");
        }

        ulong pages = Page.CountFor((ulong)file.Length);
        MappedGuestMemory memory = MappedGuestMemory.Create(ByteSize.FromPages(pages));
        try
        {
            long left = file.Length;
            for (int segment = 0; segment < memory.SegmentCount; segment++)
            {
                Span<byte> bytes = memory.GetSegment(segment);
                bytes = bytes[..(int)Math.Min(bytes.Length, left)];
                file.ReadExactly(bytes);
                left -= bytes.Length;
            }

            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
