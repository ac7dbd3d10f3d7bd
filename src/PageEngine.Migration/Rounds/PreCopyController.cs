using System.Diagnostics;

namespace PageEngine.Migration;

/// <summary>Runs the rounds of a pre-copy migration: asks for one step at a time and learns what came of it.</summary>
/// <remarks>
/// <para>
/// The controller holds no clock, no pages and no socket. Whoever drives it (a prediction, a simulated host, a real
/// transfer) does what <see cref="Next"/> asks for and reports it, with the time:
/// </para>
/// <code>
/// Send   → move pages, RecordSent        Throttle, LimitDirtyRate → do it
/// Sync   → take the log, RecordSync      Stop, SwitchToPostCopy, GiveUp → the end
/// </code>
/// <para>
/// Whatever the policy: with nothing left there is a sync, and when that finds nothing either the vCPUs are stopped.
/// An instance belongs to one migration, is for one thread at a time and allocates nothing.
/// </para>
/// </remarks>
public sealed class PreCopyController
{
    private readonly IStopPolicy _policy;
    private readonly PreCopyOptions _options;
    private readonly ulong _memoryPages;
    private readonly BandwidthEstimator _bandwidth;
    private readonly AutoConverge? _autoConverge;
    private PreCopyAction? _pending;
    private PreCopyAction? _final;
    private long _now;
    private long _lastSync;
    private long _roundStart;
    private bool _isAtSync = true;
    private ulong _roundPages;
    private ulong _roundBytes;
    private ulong _previousRemaining;
    private ulong _dirtied;
    private ulong _pagesSent;
    private ulong _bytesSent;

    /// <summary>Makes a controller for a migration that begins at time 0 with the whole memory to send.</summary>
    /// <param name="policy">When to sync and when to stop; used by this migration alone.</param>
    /// <param name="memoryPages">The pages to send in round 0; at least 1.</param>
    /// <param name="options">How the rounds are run; QEMU's way, without helpers, if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no pages.</exception>
    /// <exception cref="ArgumentException">Both throttling and a dirty limit are asked for.</exception>
    public PreCopyController(IStopPolicy policy, ulong memoryPages, PreCopyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentOutOfRangeException.ThrowIfZero(memoryPages);
        _policy = policy;
        _options = options ?? new PreCopyOptions();
        if (_options is { AutoConverge: not null, DirtyLimit: not null })
        {
            throw new ArgumentException("Throttling and a dirty limit exclude each other.", nameof(options));
        }

        _memoryPages = memoryPages;
        RemainingPages = memoryPages;
        _previousRemaining = memoryPages;
        _bandwidth = new BandwidthEstimator(_options.BandwidthWindowNanoseconds);
        if ((_options.AutoConverge ?? _options.DirtyLimit?.Trigger) is { } trigger)
        {
            _autoConverge = new AutoConverge(trigger);
        }
    }

    /// <summary>The pages known to wait.</summary>
    public ulong RemainingPages { get; private set; }

    /// <summary>The rounds that have ended.</summary>
    public int Round { get; private set; }

    /// <summary>The rounds that have ended as the policy's hypervisor counts them.</summary>
    public int CountedRounds => Round + (_policy.CountsSetupAsRound ? 1 : 0);

    /// <summary>The looks at the dirty log, with that at the beginning; the last one after a stop is not counted.</summary>
    public int Syncs => Round + 1;

    /// <summary>What the last ended round did; the default before one has ended.</summary>
    public MigrationRound LastRound { get; private set; }

    /// <summary>How far the vCPUs are throttled, 0 to 99 %; 0 under a dirty limit.</summary>
    public int ThrottlePercent => _options.AutoConverge is null ? 0 : _autoConverge!.ThrottlePercent;

    /// <summary>Where the migration stands, as of the last report.</summary>
    public MigrationProgress Progress => new()
    {
        NowNanoseconds = _now,
        MemoryPages = _memoryPages,
        RemainingPages = RemainingPages,
        PreviousRemainingPages = _previousRemaining,
        Round = Round,
        IsAtSync = _isAtSync,
        RoundPages = _isAtSync ? LastRound.Pages : _roundPages,
        RoundBytes = _isAtSync ? LastRound.Bytes : _roundBytes,
        RoundNanoseconds = _isAtSync ? LastRound.DurationNanoseconds : _now - _roundStart,
        DirtiedPages = _dirtied,
        PagesSent = _pagesSent,
        BytesSent = _bytesSent,
        BandwidthBytesPerSecond = _bandwidth.BytesPerSecond,
        ThrottlePercent = ThrottlePercent,
    };

    /// <summary>Says what to do next. After a final action it says the same again.</summary>
    /// <param name="nowNanoseconds">The time since the migration began; not before that of the last call.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time runs backwards.</exception>
    public PreCopyAction Next(long nowNanoseconds)
    {
        MoveTo(nowNanoseconds);
        if (_final is { } final)
        {
            return final;
        }

        if (_pending is { } pending)
        {
            _pending = null;
            return pending;
        }

        PreCopyAction action = Choose();
        if (action.IsFinal)
        {
            _final = action;
        }

        return action;
    }

    /// <summary>Tells what a send has moved.</summary>
    /// <param name="pages">The pages, at most those that waited.</param>
    /// <param name="bytes">Their bytes on the wire, headers included.</param>
    /// <param name="nowNanoseconds">The time when it was done; not before that of the last call.</param>
    /// <exception cref="ArgumentOutOfRangeException">More pages than waited, or the time runs backwards.</exception>
    public void RecordSent(ulong pages, ulong bytes, long nowNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pages, RemainingPages);
        MoveTo(nowNanoseconds);
        RemainingPages -= pages;
        _isAtSync = false;
        _roundPages += pages;
        _roundBytes += bytes;
        _pagesSent += pages;
        _bytesSent += bytes;
        _bandwidth.Record(bytes, nowNanoseconds);
    }

    /// <summary>Tells what a sync has found: a round is over.</summary>
    /// <param name="remainingPages">
    /// The pages that wait now: those that had not been sent or were written since the sync before. Fewer than before if
    /// pages were given up meanwhile (ballooned, freed).
    /// </param>
    /// <param name="nowNanoseconds">The time when it was done; not before that of the last call.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// More pages than the guest has, or the time runs backwards.
    /// </exception>
    public void RecordSync(ulong remainingPages, long nowNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(remainingPages, _memoryPages);
        MoveTo(nowNanoseconds);
        _dirtied = remainingPages > RemainingPages ? remainingPages - RemainingPages : 0;
        _previousRemaining = Round == 0 ? _memoryPages : LastRound.RemainingPages;
        LastRound = new MigrationRound(
            Round, _roundStart, nowNanoseconds - _roundStart, _roundPages, _roundBytes, _dirtied, remainingPages,
            ThrottlePercent);
        RemainingPages = remainingPages;
        Round++;
        _isAtSync = true;
        _roundPages = 0;
        _roundBytes = 0;
        _roundStart = nowNanoseconds;
        _lastSync = nowNanoseconds;
        _bandwidth.Record(0, nowNanoseconds);
        if (_autoConverge is not null && _autoConverge.RecordSync(_dirtied, _bytesSent, nowNanoseconds))
        {
            _pending = Converge();
        }
    }

    private PreCopyAction Choose()
    {
        StopDecision decision = _policy.Decide(Progress);
        if (FinalAction(decision) is { } final)
        {
            return final;
        }

        if (Round >= _options.PostCopyAfterRounds && _isAtSync)
        {
            return new PreCopyAction(PreCopyActionKind.SwitchToPostCopy);
        }

        if (_isAtSync)
        {
            return RemainingPages == 0 ? new PreCopyAction(PreCopyActionKind.Stop) : Send();
        }

        bool isSyncWanted = RemainingPages == 0
            || decision == StopDecision.Sync
            || (_autoConverge is not null && _autoConverge.IsSyncDue(Round, _now, _lastSync));
        return isSyncWanted ? new PreCopyAction(PreCopyActionKind.Sync) : Send();
    }

    private static PreCopyAction? FinalAction(StopDecision decision) => decision switch
    {
        StopDecision.Stop => new PreCopyAction(PreCopyActionKind.Stop),
        StopDecision.SwitchToPostCopy => new PreCopyAction(PreCopyActionKind.SwitchToPostCopy),
        StopDecision.GiveUp => new PreCopyAction(PreCopyActionKind.GiveUp),
        _ => null,
    };

    private PreCopyAction Send() =>
        new(PreCopyActionKind.Send, MaxPages: RemainingPages, MaxNanoseconds: _options.SliceNanoseconds);

    private PreCopyAction Converge()
    {
        Debug.Assert(_autoConverge is not null, "only a trigger converges");
        return _options.DirtyLimit is { } limit
            ? new PreCopyAction(PreCopyActionKind.LimitDirtyRate, DirtyBytesPerSecond: limit.BytesPerSecond)
            : new PreCopyAction(PreCopyActionKind.Throttle, ThrottlePercent: _autoConverge.ThrottlePercent);
    }

    private void MoveTo(long nowNanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nowNanoseconds, _now);
        _now = nowNanoseconds;
    }
}
