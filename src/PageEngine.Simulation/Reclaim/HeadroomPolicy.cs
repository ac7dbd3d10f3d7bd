namespace PageEngine.Simulation;

/// <summary>
/// Holds frames free, so that guests that write to merged memory all at once find some while reclaim catches up.
/// </summary>
/// <remarks>Immutable, so safe for any number of threads.</remarks>
public sealed class HeadroomPolicy
{
    private readonly HeadroomOptions _options;

    /// <summary>Makes a policy.</summary>
    /// <param name="options">How much is held; the usual when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public HeadroomPolicy(HeadroomOptions? options = null)
    {
        _options = options ?? new HeadroomOptions();
        _options.Validate();
    }

    /// <summary>A policy that holds nothing: a storm may exhaust the host.</summary>
    public static HeadroomPolicy None { get; } =
        new(new HeadroomOptions { ReactionTime = 0, ReclaimPagesPerSecond = double.MaxValue });

    /// <summary>The frames to hold free for a forecast, never more than the whole storm needs.</summary>
    /// <param name="forecast">What may come.</param>
    public ulong FramesToHold(UnmergeForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ulong expected = forecast.HeadroomFor(_options.ReactionTime, _options.ReclaimPagesPerSecond);
        ulong safe = PageArithmetic.Scale(expected, _options.SafetyFactor);
        ulong least = PageArithmetic.Scale(forecast.StormFrames, _options.MinStormShare);
        return Math.Min(Math.Max(safe, least), forecast.StormFrames);
    }

    /// <summary>The pages that must be reclaimed now, so that the headroom is there.</summary>
    /// <param name="forecast">What may come.</param>
    /// <param name="freeFrames">The free frames.</param>
    public ulong PagesToReclaim(UnmergeForecast forecast, ulong freeFrames) =>
        PageArithmetic.SubtractOrZero(FramesToHold(forecast), freeFrames);

    /// <summary>
    /// Whether a machine that takes frames may start, or memory be given out, without touching the headroom.
    /// </summary>
    /// <param name="forecast">What may come.</param>
    /// <param name="freeFrames">The free frames.</param>
    /// <param name="wantedFrames">The frames that would be given out.</param>
    public bool Allows(UnmergeForecast forecast, ulong freeFrames, ulong wantedFrames) =>
        wantedFrames <= PageArithmetic.SubtractOrZero(freeFrames, FramesToHold(forecast));
}
