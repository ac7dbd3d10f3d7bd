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

    /// <summary>The most memory for a prediction with a seed, which has a byte for each page: 1 TiB.</summary>
    public const ulong MaxSampledBytes = 1UL << 40;

    private const string SeededTooLarge = "With a seed every page is kept; more than 1 TiB of memory is too much for it.";

    /// <summary>Predicts a migration, and says what would make it converge if it does not.</summary>
    /// <param name="request">The guest, the link and the way to migrate.</param>
    /// <exception cref="ArgumentException">
    /// Both throttling and a dirty limit are asked for, or a seed with more than <see cref="MaxSampledBytes"/>.
    /// </exception>
    public static PredictionResult Predict(PredictionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        PredictionResult result = Predict(request, PolicyOf(request));
        return result with { Advice = PredictionAdvice.For(request, result) };
    }

    /// <summary>Predicts a migration under a policy of one's own, without advice.</summary>
    /// <param name="request">The guest and the link; its policy, downtime limit and time cap do not count.</param>
    /// <param name="policy">When to stop; made for this prediction alone.</param>
    /// <exception cref="ArgumentException">
    /// Both throttling and a dirty limit are asked for, or a seed with more than <see cref="MaxSampledBytes"/>.
    /// </exception>
    public static PredictionResult Predict(PredictionRequest request, IStopPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policy);
        if (request.Seed is not null && request.Memory.Bytes > MaxSampledBytes)
        {
            throw new ArgumentException(SeededTooLarge, nameof(request));
        }

        using PredictionRun run = new(request, policy);
        return run.Run();
    }

    internal static IStopPolicy PolicyOf(PredictionRequest request)
    {
        IStopPolicy policy = StopPolicies.Create(request.Policy, Nanoseconds.FromSeconds(request.DowntimeLimitSeconds));
        return request.TimeCapSeconds is { } cap ? new TimeCapPolicy(policy, Nanoseconds.FromSeconds(cap)) : policy;
    }
}
