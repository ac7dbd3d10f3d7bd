namespace PageEngine.Migration;

/// <summary>The rule of VMware's VMotion as published in 2005: stop when little is left or rounds stop gaining.</summary>
/// <remarks>
/// Source: Nelson, Lim, Hutchins, "Fast Transparent Migration for Virtual Machines", USENIX 2005: fewer than
/// 16 megabytes left, or a round that lowers what is left by less than 1 megabyte. Holds no state; may be shared.
/// </remarks>
public sealed class VMotionStopPolicy : IStopPolicy
{
    private readonly double _littleBytes;
    private readonly double _leastProgressBytes;

    /// <summary>Makes the rule.</summary>
    /// <param name="littleBytes">Stop when less than this is left; 16 MiB unless given.</param>
    /// <param name="leastProgressBytes">
    /// Stop when a round lowered what is left by less than this; 1 MiB unless given.
    /// </param>
    public VMotionStopPolicy(ulong littleBytes = 16 << 20, ulong leastProgressBytes = 1 << 20)
    {
        _littleBytes = littleBytes;
        _leastProgressBytes = leastProgressBytes;
    }

    /// <inheritdoc/>
    public string Name => "vmotion";

    /// <inheritdoc/>
    public bool CountsSetupAsRound => false;

    /// <inheritdoc/>
    public bool IsSettled(in MigrationProgress progress) => true;

    /// <inheritdoc/>
    public StopDecision Decide(in MigrationProgress progress)
    {
        if (!progress.IsAtSync)
        {
            return StopDecision.Send;
        }

        double progressBytes = (double)progress.PreviousRemainingPages * Page.Size - progress.RemainingBytes;
        bool isEnough = progress.RemainingBytes < _littleBytes
            || (progress.Round > 0 && progressBytes < _leastProgressBytes);
        return isEnough ? StopDecision.Stop : StopDecision.Send;
    }
}
