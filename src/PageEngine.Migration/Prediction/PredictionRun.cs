namespace PageEngine.Migration;

/// <summary>One predicted migration, from its start to its end: the driver of a controller in modelled time.</summary>
internal sealed class PredictionRun : IDisposable
{
    // A backstop for what no watch sees: rules that wait for a time that is very far off.
    private const int MaxSteps = 4_000_000;

    // Far from the end of a round nothing is decided, so several slices (a second) are sent in one step; where no rule
    // looks at the time, a part of the round that is as small.
    private const int FarSlices = 4096;
    private const int SlicesAtOnce = 20;

    private readonly PredictionRequest _request;
    private readonly IStopPolicy _policy;
    private readonly DirtyModel _writer;
    private readonly PredictedPages _pages;
    private readonly PreCopyController _controller;
    private readonly ProgressWatch _watch = new();
    private readonly GuestSpeed _speed;
    private readonly NetworkPath _live;
    private readonly NetworkPath _last;
    private readonly CapWindow? _cap;
    private readonly bool _looksAtTime;
    private readonly List<PredictedRound> _rounds = [];
    private double _rate;
    private double _seconds;
    private double _lastSync;
    private double _bytes;
    private double _bytesBefore;
    private PredictedPageCounts _sent;
    private PredictedPageCounts _sentBefore;

    internal PredictionRun(PredictionRequest request, IStopPolicy policy)
    {
        _request = request;
        _policy = policy;
        _writer = PredictedPages.WriterOf(request);
        _pages = PredictedPages.Of(request, _writer);
        _controller = new PreCopyController(policy, request.Memory.Pages, new PreCopyOptions
        {
            AutoConverge = request.AutoConverge,
            DirtyLimit = request.DirtyLimit,
            PostCopyAfterRounds = request.PostCopyAfterRounds,
        });
        _speed = new GuestSpeed(request, _writer);
        _live = new NetworkPath
        {
            LinkBytesPerSecond = request.BandwidthBytesPerSecond,
            RttSeconds = request.RttSeconds,
            Streams = request.Streams,
            WindowBytes = request.WindowBytes,
        };
        _last = _live with
        {
            LinkBytesPerSecond = request.SwitchoverBandwidthBytesPerSecond ?? LastRateOf(request),
        };
        if (request.Policy == StopPolicyKind.Qemu && _last.BytesPerSecond > _live.BytesPerSecond)
        {
            _cap = new CapWindow(_last.BytesPerSecond);
        }

        _looksAtTime = request.AutoConverge is not null || request.DirtyLimit is not null || !IsTimeless(policy);
        _rate = Math.Min(_live.BytesPerSecond, request.RateAdaptation?.Next(0) ?? double.PositiveInfinity);
    }

    public void Dispose() => (_pages as IDisposable)?.Dispose();

    internal PredictionResult Run()
    {
        // Both sides agree before anything is tracked or sent.
        _seconds = _live.ExchangeSeconds(1);
        for (int step = 0; step < MaxSteps; step++)
        {
            PreCopyAction action = _controller.Next(Now);
            switch (action.Kind)
            {
                case PreCopyActionKind.Send:
                    Send(action);
                    break;
                case PreCopyActionKind.Sync:
                    Sync();
                    if (IsGoingInCircles())
                    {
                        return NotConverging();
                    }

                    break;
                case PreCopyActionKind.Throttle:
                    _speed.Throttle(action.ThrottlePercent);
                    break;
                case PreCopyActionKind.LimitDirtyRate:
                    _speed.Limit();
                    break;
                case PreCopyActionKind.GiveUp:
                    return NotConverging();
                default:
                    return SwitchOver(action.Kind == PreCopyActionKind.SwitchToPostCopy);
            }
        }

        return NotConverging();
    }

    private long Now => Nanoseconds.FromSeconds(_seconds);

    private void Send(PreCopyAction action)
    {
        double slice = _cap?.Left(_seconds, _rate) ?? (_rate * Nanoseconds.ToSeconds(action.MaxNanoseconds));
        double slices = SlicesIn(_rate * Nanoseconds.ToSeconds(action.MaxNanoseconds));
        PredictedPageCounts sent = _pages.Send(slice * slices, allowDelta: true, out double linkBytes);
        Advance(_cap?.Send(_seconds, linkBytes, _pages.Remaining > 0, slices) ?? (linkBytes / _rate));
        Count(sent, linkBytes);
        _controller.RecordSent(sent.Total, (ulong)Math.Round(linkBytes), Now);
    }

    private static bool IsTimeless(IStopPolicy policy) => policy is QemuStopPolicy or XenStopPolicy
        or XenLegacyStopPolicy or VMotionStopPolicy or CloudHypervisorStopPolicy or DrainPolicy;

    private double SlicesIn(double slice)
    {
        double left = _pages.Remaining * (double)Page.Size / slice;
        if (left <= FarSlices)
        {
            return 1;
        }

        return _looksAtTime ? SlicesAtOnce : Math.Max(SlicesAtOnce, Math.Floor(left / FarSlices));
    }

    private void Sync()
    {
        // The destination confirms each round, and the log is taken when it has.
        Advance(_live.ExchangeSeconds(1) + _request.SyncSeconds);
        _pages.Sync(_lastSync, _speed.GuestSeconds);
        _lastSync = _speed.GuestSeconds;
        _controller.RecordSync(_pages.Remaining, Now);
        MigrationRound round = _controller.LastRound;
        if (_rounds.Count < MigrationPredictor.MaxRoundsDetailed)
        {
            _rounds.Add(new PredictedRound(round, Minus(_sent, _sentBefore), (ulong)Math.Round(_bytes - _bytesBefore)));
        }

        (_sentBefore, _bytesBefore) = (_sent, _bytes);
        if (_request.RateAdaptation is { } adaptation)
        {
            _rate = Math.Min(_live.BytesPerSecond, adaptation.Next(round.DirtyPagesPerSecond * Page.Size));
        }
    }

    private bool IsGoingInCircles() =>
        _watch.Record(_pages.Remaining, _speed.Fraction)
        && _controller.Round >= _request.PostCopyAfterRounds.GetValueOrDefault()
        && _policy.IsSettled(_controller.Progress)
        && _speed.GuestSeconds >= _writer.StationaryFromSeconds;

    private PredictionResult SwitchOver(bool isPostCopy)
    {
        // The vCPUs stand still from here on; what they wrote since the last sync is found by a last one.
        _pages.Sync(_lastSync, _speed.GuestSeconds);
        ulong remaining = _pages.Remaining;
        double rate = _last.BytesPerSecond;
        PredictedPageCounts sent = _pages.Send(double.PositiveInfinity, allowDelta: !isPostCopy, out double linkBytes);
        Count(sent, linkBytes);
        _bytes += _request.DeviceStateBytes;
        PredictedDowntime downtime = new(
            _request.SyncSeconds,
            isPostCopy ? 0 : linkBytes / rate,
            _request.DeviceStateBytes / rate,
            _last.ExchangeSeconds(1),
            _request.ActivationSeconds);
        double postCopy = linkBytes / rate;
        double total = _seconds + downtime.TotalSeconds + (isPostCopy ? postCopy : 0);
        return Result(PredictionOutcome.Completed, total, downtime, remaining, isPostCopy ? postCopy : null);
    }

    private PredictionResult NotConverging() =>
        Result(PredictionOutcome.NotConverging, _seconds, default, Math.Min(_watch.Fewest, _pages.Remaining), null);

    private PredictionResult Result(
        PredictionOutcome outcome, double seconds, PredictedDowntime downtime, ulong remaining, double? postCopy) => new()
        {
            Outcome = outcome,
            TotalSeconds = seconds,
            Downtime = downtime,
            Rounds = _controller.CountedRounds,
            Syncs = _controller.Syncs,
            TransferredBytes = (ulong)Math.Round(_bytes),
            RemainingPages = remaining,
            Pages = _sent,
            ThrottlePercent = _speed.ThrottlePercent,
            ThrottledSeconds = _speed.LostSeconds,
            PostCopySeconds = postCopy,
            RoundsDetail = _rounds,
        };

    private static double LastRateOf(PredictionRequest request) => Math.Min(
        request.BandwidthBytesPerSecond, request.RateAdaptation?.MaxBytesPerSecond ?? double.PositiveInfinity);

    private void Advance(double seconds)
    {
        _seconds += seconds;
        _speed.Advance(seconds);
    }

    private void Count(PredictedPageCounts pages, double linkBytes)
    {
        _sent += pages;
        _bytes += linkBytes + ((double)pages.Normal * _request.PageHeaderBytes);
    }

    private static PredictedPageCounts Minus(PredictedPageCounts now, PredictedPageCounts before) => new(
        now.Normal - before.Normal, now.Zero - before.Zero, now.Delta - before.Delta, now.Reference - before.Reference);
}
