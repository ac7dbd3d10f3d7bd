namespace PageEngine.Simulation;

/// <content>What samples want to know.</content>
public sealed partial class SimulatedHost
{
    /// <summary>The time that the swap device was busy since the start.</summary>
    internal SimTime SwapDeviceBusy => (Memory?.SwapDevice ?? _rateSwapDevice)?.BusyTime ?? SimTime.Zero;
}
