namespace PageEngine.Simulation;

/// <summary>
/// Decides how large the balloon of one guest should be, how fast it moves, and whether its driver plays along.
/// </summary>
/// <remarks>
/// <para>The host's loop: <see cref="Decide"/> the target, let the balloon move by no more than <see cref="Step"/>, and
/// <see cref="Observe"/> what it holds. Times are nanoseconds of any clock that does not run backwards.</para>
/// <para>Statistics come from the guest and may be lies. A report is held against the size of the guest, against what
/// is in the balloon and against the pages that the host sees in use; what cannot be true is not believed, and after
/// enough of it, or of claims that the balloon did not live up to, the guest is not believed at all. Then only what the
/// balloon has delivered counts.</para>
/// <para>Not thread-safe. Nothing is allocated.</para>
/// </remarks>
public sealed partial class BalloonPolicy
{
    private readonly BalloonOptions _options;
    private StatisticsTrust _trust;
    private ulong _claimedPages;
    private long _lastFalseReport = long.MinValue;
    private ulong _probePages;

    /// <summary>Makes the policy of a guest with an empty balloon.</summary>
    /// <param name="options">How the guest is treated; the usual way when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public BalloonPolicy(BalloonOptions? options = null)
    {
        _options = options ?? new BalloonOptions();
        _options.Validate();
        _probePages = _options.ProbePages;
    }

    /// <summary>The pages that the balloon should hold, as last decided.</summary>
    public ulong TargetPages { get; private set; }

    /// <summary>What kept the target below what was wanted when it was last decided.</summary>
    public BalloonLimit Limit { get; private set; }

    /// <summary>How often the guest was caught with false statistics.</summary>
    public int FalseReports { get; private set; }

    /// <summary>Decides the target.</summary>
    /// <param name="request">What is wanted, and what is known of the guest.</param>
    /// <param name="now">The time in nanoseconds.</param>
    /// <exception cref="ArgumentOutOfRangeException">The balloon is larger than the guest.</exception>
    public BalloonDecision Decide(in BalloonRequest request, long now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.BalloonPages, request.SizePages, nameof(request));
        NoteTakenBack(request.BalloonPages, now);
        _trust = Judge(request, now, out ulong spare);
        _claimedPages = _trust is StatisticsTrust.Trusted or StatisticsTrust.Capped ? spare : 0;
        ulong target = request.WantedPages;
        BalloonLimit limit = BalloonLimit.None;
        Restrict(PageArithmetic.Scale(request.SizePages, _options.MaxShare), BalloonLimit.Share);
        ulong kept = Math.Max(request.MinGuestPages, _options.MinGuestPages);
        Restrict(PageArithmetic.SubtractOrZero(request.SizePages, kept), BalloonLimit.Minimum);
        if (!_options.MayMakeGuestPage)
        {
            bool isBelieved = _trust is StatisticsTrust.Trusted or StatisticsTrust.Capped;
            ulong step = isBelieved ? PageArithmetic.SubtractOrZero(spare, _options.CushionPages) : _probePages;
            Restrict(
                PageArithmetic.AddOrMax(request.BalloonPages, step),
                isBelieved ? BalloonLimit.Statistics : BalloonLimit.Progress);
        }

        if (now < _holdUntil)
        {
            Restrict(_heldPages, BalloonLimit.OutOfMemory);
        }

        if (request.HasNoDriver)
        {
            Restrict(0, BalloonLimit.NoDriver);
        }

        Aim(target, limit, request, now);
        return new BalloonDecision(target, limit, _trust);

        void Restrict(ulong most, BalloonLimit reason)
        {
            if (most < target)
            {
                target = most;
                limit = reason;
            }
        }
    }

    /// <summary>Judges the guest's report; what it can spare is never more than what is physically possible.</summary>
    private StatisticsTrust Judge(in BalloonRequest request, long now, out ulong sparePages)
    {
        sparePages = 0;
        if (FalseReports >= _options.MaxFalseReports)
        {
            return StatisticsTrust.Distrusted;
        }

        if (request.Statistics is not GuestMemoryStatistics report)
        {
            return StatisticsTrust.Missing;
        }

        // What is in the balloon may have changed since the report, so it does not make the report a lie.
        if (report.TotalPages > request.SizePages || report.AvailablePages > report.TotalPages
            || report.FreePages > report.TotalPages || report.AtNanoseconds > now)
        {
            // The same report, looked at again, is one lie.
            if (report.AtNanoseconds != _lastFalseReport)
            {
                _lastFalseReport = report.AtNanoseconds;
                FalseReports++;
            }

            return FalseReports >= _options.MaxFalseReports ? StatisticsTrust.Distrusted : StatisticsTrust.Impossible;
        }

        if (report.AtNanoseconds < now - _options.MaxStatisticsAge)
        {
            return StatisticsTrust.Stale;
        }

        ulong outside = request.SizePages - request.BalloonPages;
        ulong possible = PageArithmetic.SubtractOrZero(outside, request.ActivePages);
        ulong claimed = Math.Max(report.AvailablePages, report.FreePages);
        sparePages = Math.Min(claimed, possible);
        return claimed > possible ? StatisticsTrust.Capped : StatisticsTrust.Trusted;
    }
}
