namespace PageEngine.Migration;

/// <summary>Stops after a fixed number of rounds, or earlier when nothing is left.</summary>
/// <remarks>Holds no state; may be shared.</remarks>
public sealed class FixedRoundsStopPolicy : IStopPolicy
{
    private readonly int _rounds;

    /// <summary>Makes the rule.</summary>
    /// <param name="rounds">The rounds; 0 stops at once and sends everything during the downtime.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public FixedRoundsStopPolicy(int rounds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rounds);
        _rounds = rounds;
    }

    /// <inheritdoc/>
    public string Name => "fixed-rounds";

    /// <inheritdoc/>
    public bool CountsSetupAsRound => false;

    /// <inheritdoc/>
    public bool IsSettled(in MigrationProgress progress) => false;

    /// <inheritdoc/>
    public StopDecision Decide(in MigrationProgress progress) =>
        progress.IsAtSync && progress.Round >= _rounds ? StopDecision.Stop : StopDecision.Send;
}
