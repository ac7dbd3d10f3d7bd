using System.Text.Json.Serialization;
using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>Sends the memory in rounds while the machine runs, and stops it for the rest when a policy says so.</summary>
public record PreCopy : MigrationMethod
{
    /// <summary>When to stop.</summary>
    public StopPolicyKind Policy { get; init; }

    /// <summary>The downtime limit, for policies that have one.</summary>
    public SimTime DowntimeLimit { get; init; } = new(QemuStopPolicy.DefaultDowntimeLimitNanoseconds);

    /// <summary>
    /// A downtime limit that is relaxed in steps, by the rule of <see cref="StopPolicyKind.Qemu"/>, instead of
    /// <see cref="Policy"/>; null for none.
    /// </summary>
    public DowntimeStepsSpec? DowntimeSteps { get; init; }

    /// <summary>The rounds after which it stops whatever is left, instead of by <see cref="Policy"/>; null for no such rule.</summary>
    public int? Rounds { get; init; }

    /// <summary>The time after which <see cref="WhenDue"/> happens; null for never.</summary>
    public SimTime? TimeCap { get; init; }

    /// <summary>What happens at the time cap: give up, stop, or switch to post-copy.</summary>
    public StopDecision WhenDue { get; init; } = StopDecision.GiveUp;

    /// <summary>
    /// What happens when the move is stalled: what is left has not fallen below 0.96 of the best of a minute ago; null for
    /// that not to be looked at.
    /// </summary>
    public StopDecision? WhenStalled { get; init; }

    /// <summary>Bytes a second that the rounds are held to; null for what the path gives. The downtime is not held to it.</summary>
    [JsonConverter(typeof(ByteRateConverter))]
    public long? BytesPerSecond { get; init; }

    /// <summary>The time for which pages are sent before the policy is asked again.</summary>
    public SimTime Slice { get; init; } = new(PreCopyOptions.DefaultSliceNanoseconds);

    /// <summary>Throttling of the processors while they dirty too much; null for none.</summary>
    public AutoConvergeOptions? AutoConverge { get; init; }

    /// <summary>A limit on what each processor dirties, instead of throttling; null for none.</summary>
    public DirtyLimitOptions? DirtyLimit { get; init; }

    /// <summary>Pages that are sent again travel as deltas; null for that not to be tried.</summary>
    public XbzrleSpec? Xbzrle { get; init; }

    /// <summary>
    /// The bandwidth of each round after what the round before dirtied, beside <see cref="BytesPerSecond"/>; null for none.
    /// </summary>
    public AdaptiveRate? RateAdaptation { get; init; }

    /// <summary>Makes a policy of one's own for each move, instead of <see cref="Policy"/>; null for none.</summary>
    /// <remarks>It is code and cannot be saved: a simulation in which such a move is under way refuses to be.</remarks>
    [JsonIgnore]
    public Func<IStopPolicy>? CustomPolicy { get; init; }

    internal virtual int? SwitchAfter => null;

    internal virtual SimTime FaultService => PostCopy.DefaultFaultService;

    internal override IEnumerable<MigrationFeature> Features
    {
        get
        {
            foreach (MigrationFeature feature in base.Features)
            {
                yield return feature;
            }

            if (AutoConverge is not null)
            {
                yield return MigrationFeature.AutoConverge;
            }

            if (DirtyLimit is not null)
            {
                // Machines here have rings.
                yield return MigrationFeature.DirtyLimit;
                yield return MigrationFeature.DirtyRing;
            }

            if (Xbzrle is not null)
            {
                yield return MigrationFeature.Xbzrle;
            }
        }
    }

    internal IStopPolicy CreatePolicy(ByteSize memory)
    {
        IStopPolicy policy = CustomPolicy?.Invoke()
            ?? (Rounds is { } rounds ? new FixedRoundsStopPolicy(rounds)
                : DowntimeSteps is { } steps ? new SteppedDowntimePolicy(steps.ScheduleFor(memory))
                : StopPolicies.Create(Policy, DowntimeLimit.Nanoseconds));
        policy = WhenStalled is { } stalled ? new StallPolicy(policy, stalled) : policy;
        return TimeCap is { } cap ? new TimeCapPolicy(policy, cap.Nanoseconds, WhenDue) : policy;
    }

    internal PreCopyOptions CreateOptions() => new()
    {
        SliceNanoseconds = Slice.Nanoseconds,
        AutoConverge = AutoConverge,
        DirtyLimit = DirtyLimit,
        PostCopyAfterRounds = SwitchAfter,
    };

    internal override string? FindMistake() =>
        DowntimeLimit < SimTime.Zero ? "a downtime limit is not negative"
        : Rounds < 0 ? "there are no fewer than no rounds"
        : TimeCap <= SimTime.Zero ? "a time cap is above zero"
        : Slice <= SimTime.Zero ? "a slice is above zero"
        : BytesPerSecond <= 0 ? "a bandwidth is above zero"
        : WhenDue is < StopDecision.Stop or > StopDecision.GiveUp ? "a time cap ends something"
        : WhenStalled is < StopDecision.Stop or > StopDecision.GiveUp ? "a move that is stalled ends somehow"
        : DowntimeSteps?.Mistake is { } steps ? steps
        : Xbzrle?.Mistake is { } deltas ? deltas
        : base.FindMistake();
}
