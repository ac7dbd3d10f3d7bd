using PageEngine.Simulation;

namespace PageEngine.CApi;

/// <summary>Measures of the simulation as reports of the header.</summary>
internal static class ReportReading
{
    internal static PeStep StepOf(in StepResult step, Simulation.Simulation simulation) => new()
    {
        Reason = (uint)step.Reason,
        NowNs = step.Now.Nanoseconds,
        NextEventNs = simulation.NextEventTime.Nanoseconds,
        EventsHandled = step.EventsHandled,
        EventHash = simulation.EventHash,
    };

    internal static PeSimHostReport HostOf(SimulatedHost host)
    {
        HostMeasure measure = host.Measure();
        return new PeSimHostReport
        {
            MemoryState = (uint)measure.State,
            TimeNs = measure.Time.Nanoseconds,
            CapacityPages = measure.CapacityPages,
            FreePages = measure.FreePages,
            PrivatePages = measure.PrivatePages,
            SharedPages = measure.SharedPages,
            SharingPages = measure.SharingPages,
            ZeroPages = measure.ZeroPages,
            BalloonedPages = measure.BalloonedPages,
            CompressedFrames = measure.CompressedFrames,
            SwappedPages = measure.SwappedPages,
            ReservedPages = measure.ReservedPages,
            CpuNs = measure.CpuNanoseconds,
        };
    }

    internal static PeMachineReport MachineOf(VirtualMachine machine, SimulationContext context)
    {
        MachineMeasure measure = machine.Measure();
        return new PeMachineReport
        {
            State = (uint)measure.State,
            TimeNs = measure.Time.Nanoseconds,
            Host = context.Hosts.GetValueOrDefault(machine.Host),
            ConfiguredPages = measure.ConfiguredPages,
            ResidentPages = measure.ResidentPages,
            SharedPages = measure.SharedPages,
            ZeroPages = measure.ZeroPages,
            BalloonPages = measure.BalloonPages,
            CompressedPages = measure.CompressedPages,
            SwappedPages = measure.SwappedPages,
            WorkingSetPages = measure.WorkingSetPages,
            Accesses = measure.Accesses,
            StallNs = measure.StallNanoseconds,
        };
    }

    internal static PeMoveReport MoveOf(Simulation.Migration move)
    {
        MigrationReport report = move.Report;
        return new PeMoveReport
        {
            Stage = (uint)move.Stage,
            IsOver = move.IsOver ? 1u : 0,
            IsCommitted = move.IsCommitted ? 1u : 0,
            IsInterrupted = move.IsInterrupted ? 1u : 0,
            RoundCount = (uint)report.Rounds.Count,
            BeginNs = report.Begin.Nanoseconds,
            TotalNs = report.TotalTime.Nanoseconds,
            DowntimeNs = report.Downtime.Total.Nanoseconds,
            DowntimeMemoryNs = report.Downtime.Memory.Nanoseconds,
            DowntimeDeviceNs = report.Downtime.DeviceState.Nanoseconds,
            DowntimeExchangeNs = report.Downtime.Exchange.Nanoseconds,
            DowntimeActivationNs = report.Downtime.Activation.Nanoseconds,
            Bytes = report.Bytes,
            Pages = report.Pages,
            ZeroPages = report.ZeroPages,
            DowntimePages = report.DowntimePages,
            PostCopyPages = report.PostCopyPages,
            PostCopyFaults = report.PostCopyFaults,
            PostCopyFaultNs = report.PostCopyFaultTime.Nanoseconds,
            LongestPostCopyFaultNs = report.LongestPostCopyFault.Nanoseconds,
        };
    }

    internal static PeRoundReport RoundOf(in MigrationRoundReport round) => new()
    {
        Index = (uint)round.Index,
        BeginNs = round.Begin.Nanoseconds,
        DurationNs = round.Duration.Nanoseconds,
        Pages = round.Pages,
        ZeroPages = round.ZeroPages,
        Bytes = round.Bytes,
        DirtiedPages = round.DirtiedPages,
        RemainingPages = round.RemainingPages,
        ThrottlePercent = (uint)round.ThrottlePercent,
    };
}
