namespace PageEngine.Simulation;

/// <content>From the first word between the hosts to the last.</content>
public sealed partial class Migration
{
    private PagedMemory? _arriving;
    private PagedMemory? _left;
    private DirtyCursor? _cursor;
    private DirtyBitmap? _waiting;
    private bool _switchesToPostCopy;

    private void Reserve()
    {
        SetStage(MigrationStage.Reservation);
        if (Method is not Cold)
        {
            ulong pages = Machine.Paged!.ContentPages;
            if (Destination.RefuseArrival(Machine.Spec, pages) is { } refusal)
            {
                Abort(MigrationStage.Failed, refusal.Text);
                return;
            }

            _arriving = Destination.Receive(Machine, pages);
        }

        ScheduleStep(SimTime.Zero, MigrationStep.Reserved);
    }

    private void BeginToSend()
    {
        if (Method is Cold)
        {
            SetStage(MigrationStage.Commitment);
            ScheduleStep(RoundTrip, MigrationStep.Confirmed);
            return;
        }

        _waiting = NoPages();
        _waiting.MarkAll();
        _cursor = Machine.Paged!.Guest.DirtyLog.OpenCursor();
        switch (Method)
        {
            case PreCopy preCopy:
                BeginRounds(preCopy);
                break;
            case PostCopy:
                BeginStop(switchesToPostCopy: true);
                break;
            default:
                BeginStop(switchesToPostCopy: false);
                break;
        }
    }

    /// <summary>Stops the processors: from here on the downtime runs.</summary>
    private void BeginStop(bool switchesToPostCopy)
    {
        SetStage(MigrationStage.StopAndCopy);
        CloseFlow();
        Machine.Hold();
        _since = Simulation.Now;
        _switchesToPostCopy = switchesToPostCopy;
        Look();
        MarkStalePages();
        Flow = Simulation.Network.Open(Id, Source, Destination, Method.Streams, double.PositiveInfinity);
        SendRest();
    }

    /// <summary>Sends what is left, as fast as the path lets it; a device may still have written.</summary>
    private void SendRest()
    {
        if (!_switchesToPostCopy)
        {
            ulong sent = Report.Pages + Report.ZeroPages;
            if (!TryGather(PagesOf(RestSlice)))
            {
                return;
            }

            Report.DowntimePages += Report.Pages + Report.ZeroPages - sent;
            if (_sliceBytes > 0)
            {
                Send(MigrationLoad.Rest, _sliceBytes);
                return;
            }
        }

        Report.Downtime = Report.Downtime with { Memory = Report.Downtime.Memory + Lap() };
        Send(MigrationLoad.DeviceState, Method.DeviceState.Bytes + (_switchesToPostCopy ? MapBytes() : 0));
    }

    private void EndDeviceState()
    {
        Report.Downtime = Report.Downtime with { DeviceState = Report.Downtime.DeviceState + Lap() };
        if (SendsAgain())
        {
            return;
        }

        SetStage(MigrationStage.Commitment);
        CloseFlow();
        ScheduleStep(RoundTrip, MigrationStep.Confirmed);
    }

    /// <summary>Whether something was written although the processors stand still; it is sent then, and so is the device state.</summary>
    private bool SendsAgain()
    {
        if (Method is Cold || _cursor!.CountDirty() == 0)
        {
            return false;
        }

        Look();
        if (_switchesToPostCopy)
        {
            return false;
        }

        Flow ??= Simulation.Network.Open(Id, Source, Destination, Method.Streams, double.PositiveInfinity);
        if (Stage != MigrationStage.StopAndCopy)
        {
            SetStage(MigrationStage.StopAndCopy);
        }

        SendRest();
        return true;
    }

    /// <summary>The destination has everything: the machine is its own from this moment.</summary>
    private void Commit()
    {
        Report.Downtime = Report.Downtime with { Exchange = Report.Downtime.Exchange + (Method is Cold ? SimTime.Zero : Lap()) };
        if (SendsAgain())
        {
            return;
        }

        if (Method is Cold)
        {
            Machine.Settle(Destination, null);
            SetStage(MigrationStage.Activation);
            Finish(MigrationStage.Completed, null);
            return;
        }

        _left = Machine.Paged!;
        PagedMemory arriving = _arriving!;
        _arriving = null;
        Machine.ThrottlePercent = 0;
        _cursor!.Dispose();
        _cursor = null;
        if (_switchesToPostCopy)
        {
            PrepareToFollow(arriving);
        }

        Machine.Settle(Destination, arriving);
        SetStage(MigrationStage.Activation);
        if (!_switchesToPostCopy)
        {
            Destination.EndPromise(arriving);
            LetGoOfSource();
        }

        ScheduleStep(Method.ActivationTime, MigrationStep.Activated);
    }

    private void Activate()
    {
        Report.Downtime = Report.Downtime with { Activation = Lap() };
        Machine.LetRun(_wasPaused ? VmState.Paused : VmState.Running);
        ScheduleAnnouncement(0, SimTime.Zero);

        if (!_switchesToPostCopy)
        {
            Finish(MigrationStage.Completed, null);
            return;
        }

        SetStage(MigrationStage.PostCopy);
        if (Simulation.Network.IsPathUp(Source, Destination))
        {
            GoOnFollowing();
        }
        else
        {
            Interrupt();
        }
    }

    private void Announce(int number)
    {
        if (Machine.Host == Destination && Machine.MemoryOnHost is not null)
        {
            Report.AddAnnouncement(Simulation.Now);
            Simulation.Tell(EventKind.MachineAnnounced, Machine.Id, number, Destination.Id.Value);
            ScheduleAnnouncement(number + 1, SimTime.FromMilliseconds(Method.Announcements.TimeOf(number)));
        }
    }

    private void ScheduleAnnouncement(int number, SimTime since)
    {
        if (number < Method.Announcements.Rounds)
        {
            SimTime delay = SimTime.FromMilliseconds(Method.Announcements.TimeOf(number)) - since;
            _announcement = ScheduleIn(delay, EventKind.MigrationStep, (long)MigrationStep.Announces, number);
        }
    }

    /// <summary>Ends the move before it was committed: both hosts are as if it had not begun.</summary>
    private void Abort(MigrationStage end, string reason)
    {
        LetGoOfDestination();
        if (Method is not Cold)
        {
            Machine.ThrottlePercent = 0;
            Machine.LetRun(_wasPaused ? VmState.Paused : VmState.Running);
        }

        Finish(end, reason);
    }

    private void LetGoOfDestination()
    {
        _cursor?.Dispose();
        _cursor = null;
        if (_arriving is { } arriving)
        {
            Destination.EndPromise(arriving);
            arriving.Release();
            Destination.Detach(Machine, holdsOverhead: true);
            _arriving = null;
        }
    }

    private void LetGoOfSource()
    {
        if (_left is { } left)
        {
            left.Release();
            Source.Detach(Machine, holdsOverhead: true);
            _left = null;
        }
    }

    private void Finish(MigrationStage end, string? reason)
    {
        CloseFlow();
        Simulation.Cancel(_step);
        _waiting?.Dispose();
        _waiting = null;
        _rounds = null;
        Machine.Move = null;
        Machine.ThrottlePercent = 0;
        FailureReason = reason;
        IsInterrupted = false;
        Report.TotalTime = Simulation.Now - Report.Begin;
        SetStage(end);
    }

    private void CloseFlow()
    {
        if (Flow is { } flow)
        {
            Simulation.Network.Close(flow);
            Flow = null;
        }

        _load = MigrationLoad.None;
    }
}
