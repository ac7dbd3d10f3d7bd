namespace PageEngine.Migration;

/// <summary>
/// A predicted downtime and its parts, in seconds: from the vCPUs' pause on the source until they run on the
/// destination. The network's own part (announcements) is not in it.
/// </summary>
/// <param name="FinalSyncSeconds">Taking the dirty log a last time.</param>
/// <param name="MemorySeconds">Sending the pages that are left; 0 with post-copy, which sends them afterwards.</param>
/// <param name="DeviceStateSeconds">Sending registers and devices.</param>
/// <param name="ExchangeSeconds">Control messages that wait for an answer.</param>
/// <param name="ActivationSeconds">Starting the vCPUs on the destination.</param>
public readonly record struct PredictedDowntime(
    double FinalSyncSeconds,
    double MemorySeconds,
    double DeviceStateSeconds,
    double ExchangeSeconds,
    double ActivationSeconds)
{
    /// <summary>The whole downtime in seconds.</summary>
    public double TotalSeconds =>
        FinalSyncSeconds + MemorySeconds + DeviceStateSeconds + ExchangeSeconds + ActivationSeconds;
}
