namespace PageEngine.Simulation;

/// <content>Frames and swap as counts, for hosts of <see cref="MemoryDepth.Rate"/>.</content>
public sealed partial class SimulatedHost
{
    private readonly StorageDevice? _rateSwapDevice;
    private ulong _rateSwapped;

    /// <summary>Room on the swap device, in pages.</summary>
    internal ulong FreeRateSwap => (Spec.Swap?.Size.Pages ?? 0) - _rateSwapped;

    internal void NoteRateResident(long change) => _rateResident = (ulong)((long)_rateResident + change);

    internal void NoteRateSwapped(long change) => _rateSwapped = (ulong)((long)_rateSwapped + change);

    /// <summary>Sees to it that frames are free for a machine, from others if need be.</summary>
    /// <returns>The frames that the machine may take.</returns>
    internal ulong EnsureRateFrames(ulong count, RateMemory memory)
    {
        if (FreePages < count)
        {
            AccessOutcome outcome = default;
            TakePages(count - FreePages, Enabled, BackgroundBatch, Simulation.Now, waits: true, ref outcome);
        }

        ulong limit = memory.LimitPages > memory.Resident ? memory.LimitPages - memory.Resident : 0;
        return Math.Min(Math.Min(count, FreePages), limit);
    }

    /// <summary>Reads pages one by one from the swap device, and says how long the reader waited in sum.</summary>
    internal SimTime ReadRateSwap(ulong pages)
    {
        _rateSwapDevice!.TryRequest(Simulation.Now, pages << Page.Shift, isWrite: false, out SimTime done);
        return (done - Simulation.Now) + (Spec.Swap!.Device.ReadLatency * (long)(pages - 1));
    }

    internal SimTime WriteRateSwap(ulong pages)
    {
        _rateSwapDevice!.TryRequest(Simulation.Now, pages << Page.Shift, isWrite: true, out SimTime done);
        return done;
    }
}
