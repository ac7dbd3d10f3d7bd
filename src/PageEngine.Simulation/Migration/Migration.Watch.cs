using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <content>What the move looks at, and takes from, the guest while it runs.</content>
public sealed partial class Migration
{
    private EventHandle _dirtyPeriod;
    private long _throttledBefore;

    /// <summary>Begins to look at writes, where something of the method needs that.</summary>
    private void BeginWatching()
    {
        PagedMemory source = Machine.Paged!;
        bool countsWrites = Method is PreCopy { Xbzrle: not null } && !source.HasBytes;
        if (Method.TrackingTime > SimTime.Zero || countsWrites)
        {
            WriteWatch watch = source.Watch ??= new WriteWatch();
            watch.Log = Method.TrackingTime > SimTime.Zero ? _cursor : null;
            watch.FirstMarkNanoseconds = Method.TrackingTime.Nanoseconds;
            if (countsWrites)
            {
                watch.CountWrites(source.PageCount);
            }
        }
    }

    private void BeginDirtyLimit()
    {
        PagedMemory source = Machine.Paged!;
        WriteWatch watch = source.Watch ??= new WriteWatch();
        if (watch.Limited is null)
        {
            watch.Limited = NewRings();
            watch.Limited.Start(Simulation.Now);
            ScheduleDirtyPeriod();
        }
    }

    private DirtyRings NewRings() =>
        new((Method as PreCopy)?.DirtyLimit ?? new DirtyLimitOptions(), Machine.Spec.Vcpus, Machine.Spec.Memory.Pages);

    private void EndDirtyPeriod()
    {
        Machine.Paged!.Watch!.Limited!.Adjust(Simulation.Now);
        ScheduleDirtyPeriod();
    }

    private void ScheduleDirtyPeriod() => _dirtyPeriod = ScheduleIn(
        Machine.Paged!.Watch!.Limited!.Period, EventKind.MigrationStep, (long)MigrationStep.DirtyPeriod);

    private void EndWatching()
    {
        NoteTimeLost();
        Simulation.Cancel(_dirtyPeriod);
        if (Machine.Paged?.Watch is { } watch && !IsCommitted)
        {
            watch.EndMove();
            Machine.Paged.Watch = watch.IsIdle ? null : watch;
        }
    }

    /// <summary>Brings the report up to date with what the guest has lost.</summary>
    private void NoteTimeLost()
    {
        long throttled = Machine.Counters.ThrottledNanoseconds - _throttledBefore;
        _throttledBefore = Machine.Counters.ThrottledNanoseconds;
        long tracking = IsCommitted ? 0 : Machine.Paged?.Watch?.TakeTracking() ?? 0;
        GuestTimeLost lost = Report.GuestTimeLost;
        Report.GuestTimeLost = lost with
        {
            Tracking = lost.Tracking + new SimTime(tracking),
            Throttling = lost.Throttling + new SimTime(throttled),
            Faults = Report.PostCopyLatency.Sum,
        };
    }
}
