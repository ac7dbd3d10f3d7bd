namespace PageEngine.Cli.Scanning;

/// <summary>What a scan found.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Inputs">The images, in the order of the counts.</param>
/// <param name="Potential">The counts.</param>
/// <param name="Seconds">How long opening, scanning and counting took.</param>
internal sealed record ScanResult(
    ScanRequest Request, IReadOnlyList<ScanInput> Inputs, SharingPotential Potential, double Seconds)
{
    /// <summary>What KSM's counters would settle at, with the options that were asked for.</summary>
    internal KsmModel Ksm => Potential.SettleKsm(Request.MaxPageSharing, Request.UseZeroPages);

    /// <summary>The zero pages that KSM would count apart.</summary>
    internal ulong KsmZeroPages => Request.UseZeroPages ? Potential.Total.ZeroPages : 0;
}
