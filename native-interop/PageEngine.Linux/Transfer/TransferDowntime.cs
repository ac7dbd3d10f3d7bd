namespace PageEngine.Linux;

/// <summary>
/// The downtime of a transfer in parts, in nanoseconds: from the pause of the owner until the guest runs there.
/// </summary>
/// <param name="Pause">Stopping the owner.</param>
/// <param name="Collect">Taking the writes a last time.</param>
/// <param name="Memory">Sending the pages that were left; 0 with post-copy.</param>
/// <param name="State">Saving and sending the states.</param>
/// <param name="Commit">Until the other side has said that it has everything, and this was written down.</param>
/// <param name="Activation">Until it has said that the guest runs.</param>
public readonly record struct TransferDowntime(
    long Pause, long Collect, long Memory, long State, long Commit, long Activation)
{
    /// <summary>The whole downtime in nanoseconds.</summary>
    public long Total => Pause + Collect + Memory + State + Commit + Activation;
}
