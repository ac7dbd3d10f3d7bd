namespace PageEngine.Simulation;

/// <content>The page sharer's turns.</content>
public sealed partial class SimulatedHost
{
    private void HandleSharingTick()
    {
        ScheduleIn(Spec.Sharing.Interval, EventKind.SharingTick);
        PageSharer sharer = Memory!.Pages.Sharer;
        ulong merges = sharer.Report.Merges;
        uint free = Memory.Pages.Store.FreeFrames;
        ulong budget = (ulong)Math.Max(1, Spec.Sharing.PagesPerSecond * Spec.Sharing.Interval.TotalSeconds);
        ulong visited = sharer.Scan(budget);
        ChargeHypervisor(((long)visited * HostCosts.Fingerprint) + ((long)(sharer.Report.Merges - merges) * Costs.Share));
        Tell(EventKind.SharingScanned, (long)visited, Memory.Pages.Store.FreeFrames - free);
    }
}
