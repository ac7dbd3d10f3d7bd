namespace PageEngine.Migration;

/// <summary>Says what a migration will take before it starts.</summary>
/// <remarks>
/// The rounds are those of <see cref="PreCopyController"/>, the same that simulated and real migrations run; only pages,
/// time and writes are modelled. All members are pure, may be called on any thread, and give the same answer every time.
/// </remarks>
public static class MigrationPredictor
{
    /// <summary>The most rounds that a result lists: 10 000.</summary>
    public const int MaxRoundsDetailed = 10_000;

    /// <summary>Predicts a migration, and says what would make it converge if it does not.</summary>
    /// <param name="request">The guest, the link and the way to migrate.</param>
    /// <exception cref="ArgumentException">Both throttling and a dirty limit are asked for.</exception>
    public static PredictionResult Predict(PredictionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        PredictionResult result = Predict(request, PolicyOf(request));
        return result with { Advice = PredictionAdvice.For(request, result) };
    }

    /// <summary>Predicts a migration under a policy of one's own, without advice.</summary>
    /// <param name="request">The guest and the link; its policy, downtime limit and time cap do not count.</param>
    /// <param name="policy">When to stop; made for this prediction alone.</param>
    /// <exception cref="ArgumentException">Both throttling and a dirty limit are asked for.</exception>
    public static PredictionResult Predict(PredictionRequest request, IStopPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policy);
        using PredictionRun run = new(request, policy);
        return run.Run();
    }

    internal static IStopPolicy PolicyOf(PredictionRequest request)
    {
        IStopPolicy policy = StopPolicies.Create(request.Policy, Nanoseconds.FromSeconds(request.DowntimeLimitSeconds));
        return request.TimeCapSeconds is { } cap ? new TimeCapPolicy(policy, Nanoseconds.FromSeconds(cap)) : policy;
    }
}
