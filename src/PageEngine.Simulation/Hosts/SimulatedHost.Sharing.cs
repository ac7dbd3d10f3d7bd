namespace PageEngine.Simulation;

/// <content>The page sharer's turns.</content>
public sealed partial class SimulatedHost
{
    /// <summary>How many times faster the scan goes where the state of the host asks for sharing.</summary>
    private const int HurriedSpeed = 4;

    private void HandleSharingTick()
    {
        ScheduleIn(Spec.Sharing.Interval, EventKind.SharingTick);
        ScanFor(Spec.Sharing.Interval, speed: 1);
    }

    /// <summary>Lets the scan go faster while the host is short of memory.</summary>
    private void HurrySharing(ReclaimActions actions)
    {
        if ((actions & ReclaimActions.Share) != 0 && Spec.Sharing.Enabled && Memory is not null)
        {
            ScanFor(Spec.Reclaim.Interval, HurriedSpeed - 1);
        }
    }

    /// <summary>
    /// Splits large pages where the state of the host asks for it: a part of each machine's, and together about as many
    /// pages as the scan can visit before the next look.
    /// </summary>
    private void SplitLargePages(ReclaimActions actions)
    {
        bool isAsked = (actions & ReclaimActions.SplitLargePages) != 0 && Spec.Sharing.Enabled;
        if (!isAsked || Memory is null || _holders.Length == 0)
        {
            return;
        }

        double budget = Spec.Sharing.PagesPerSecond * Spec.Reclaim.Interval.TotalSeconds / Page.PagesPerLargePage;
        int each = (int)Math.Clamp(budget / _holders.Length, 1, int.MaxValue);
        foreach (VirtualMachine machine in _holders)
        {
            ChargeHypervisor((machine.Paged?.Guest.SplitLargePages(each) ?? 0) * HostCosts.SplitLargePage);
        }
    }

    private void ScanFor(SimTime span, int speed)
    {
        PageSharer sharer = Memory!.Pages.Sharer;
        ulong merges = sharer.Report.Merges;
        uint free = Memory.Pages.Store.FreeFrames;
        ulong budget = (ulong)Math.Max(1, Spec.Sharing.PagesPerSecond * span.TotalSeconds * speed);
        ulong visited = sharer.Scan(budget);
        ChargeHypervisor(((long)visited * HostCosts.Fingerprint) + ((long)(sharer.Report.Merges - merges) * Costs.Share));
        Tell(EventKind.SharingScanned, (long)visited, Memory.Pages.Store.FreeFrames - free);
    }
}
