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

    /// <summary>The rounds after which it stops whatever is left, instead of by <see cref="Policy"/>; null for no such rule.</summary>
    public int? Rounds { get; init; }

    /// <summary>The time after which <see cref="WhenDue"/> happens; null for never.</summary>
    public SimTime? TimeCap { get; init; }

    /// <summary>What happens at the time cap: give up, stop, or switch to post-copy.</summary>
    public StopDecision WhenDue { get; init; } = StopDecision.GiveUp;

    /// <summary>Bytes a second that the rounds are held to; null for what the path gives. The downtime is not held to it.</summary>
    [JsonConverter(typeof(ByteRateConverter))]
    public long? BytesPerSecond { get; init; }

    /// <summary>The time for which pages are sent before the policy is asked again.</summary>
    public SimTime Slice { get; init; } = new(PreCopyOptions.DefaultSliceNanoseconds);

    /// <summary>Throttling of the processors while they dirty too much; null for none.</summary>
    public AutoConvergeOptions? AutoConverge { get; init; }

    /// <summary>Makes a policy of one's own for each move, instead of <see cref="Policy"/>; null for none.</summary>
    /// <remarks>It is code and cannot be saved: a simulation in which such a move is under way refuses to be.</remarks>
    [JsonIgnore]
    public Func<IStopPolicy>? CustomPolicy { get; init; }

    internal virtual int? SwitchAfter => null;

    internal virtual SimTime FaultService => PostCopy.DefaultFaultService;

    internal IStopPolicy CreatePolicy()
    {
        IStopPolicy policy = CustomPolicy?.Invoke()
            ?? (Rounds is { } rounds
                ? new FixedRoundsStopPolicy(rounds)
                : StopPolicies.Create(Policy, DowntimeLimit.Nanoseconds));
        return TimeCap is { } cap ? new TimeCapPolicy(policy, cap.Nanoseconds, WhenDue) : policy;
    }

    internal PreCopyOptions CreateOptions() => new()
    {
        SliceNanoseconds = Slice.Nanoseconds,
        AutoConverge = AutoConverge,
        PostCopyAfterRounds = SwitchAfter,
    };

    internal override string? FindMistake() =>
        DowntimeLimit < SimTime.Zero ? "a downtime limit is not negative"
        : Rounds < 0 ? "there are no fewer than no rounds"
        : TimeCap <= SimTime.Zero ? "a time cap is above zero"
        : Slice <= SimTime.Zero ? "a slice is above zero"
        : BytesPerSecond <= 0 ? "a bandwidth is above zero"
        : WhenDue is < StopDecision.Stop or > StopDecision.GiveUp ? "a time cap ends something"
        : base.FindMistake();
}
