using System.Text;
using PageEngine.Migration;

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
        SimTime learning = SimTime.Zero;
        if (Method is not Cold)
        {
            ulong pages = Machine.Paged!.ContentPages;
            if (Destination.RefuseArrival(Machine.Spec, pages) is { } refusal)
            {
                FailOrRetry(refusal.Text);
                return;
            }

            _arriving = Destination.Receive(Machine, pages);
            _sender = new PageSender(Method, Machine.Paged, _arriving, Report);
            ulong told = _sender.LearnContents(Destination, Machine.Name);
            Report.BytesBack += told;
            double rate = Simulation.Network.PathBytesPerSecond(Destination, Source, Method.Streams);
            learning = new SimTime((long)Math.Ceiling(told * (double)SimTime.NanosecondsPerSecond / rate));
        }

        ScheduleStep(learning, MigrationStep.Reserved);
    }

    private void BeginToSend()
    {
        if (Method is Cold)
        {
            BeginColdDisks();
            return;
        }

        _handedOver = 0;
        _sender!.Meter.AddHello();
        _sender.Meter.AddLayout(MemoryLayout.Contiguous(Machine.Spec.Memory.Pages));
        Report.BytesBack += HelloBytes;
        _waiting = NoPages();
        _waiting.MarkAll();
        HintFree();
        _cursor = Machine.Paged!.Guest.DirtyLog.OpenCursor();
        BeginWatching();
        BeginDisks();
        if (MovesDisks && Method is not StopAndCopy)
        {
            SetStage(MigrationStage.IterativePreCopy);
            SendDiskRound();
            return;
        }

        BeginMemory();
    }

    private void BeginColdDisks()
    {
        if (!MovesDisks)
        {
            SetStage(MigrationStage.Commitment);
            ScheduleStep(RoundTrip, MigrationStep.Confirmed);
            return;
        }

        SetStage(MigrationStage.StopAndCopy);
        BeginDisks();
        OpenRestFlow();
        SendFrozenDisks();
    }

    private void BeginMemory()
    {
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
        _stopped = Simulation.Now;
        _switchesToPostCopy = switchesToPostCopy;
        _drained = Simulation.Now + DrainTime();
        Look();
        MarkStalePages();
        _sender!.UsesDeltas &= !switchesToPostCopy && Method is PreCopy;
        _sender.Meter.AddStop();
        OpenRestFlow();
        SendRest();
    }

    /// <summary>Sends what is left, as fast as the path lets it; a device may still have written.</summary>
    private void SendRest()
    {
        if (!_switchesToPostCopy)
        {
            ulong sent = Report.PagesByEncoding.Total;
            if (!TryGather(PagesOf(RestSlice), RestSlice))
            {
                return;
            }

            Report.DowntimePages += Report.PagesByEncoding.Total - sent;
            if (_slicePages > 0)
            {
                Send(MigrationLoad.Rest, TakeUnsent());
                return;
            }
        }

        Report.Downtime = Report.Downtime with { Memory = Report.Downtime.Memory + Lap() };
        Machine.AdvanceDisks();
        ChargeMirroredWrites();
        (_disk, _blocksBefore) = (0, 0);
        RewindMirrors();
        SendFrozenDisks();
    }

    /// <summary>Sends registers, devices and what describes the machine, when the devices have nothing to do any more.</summary>
    private void SendDeviceState()
    {
        if (_drained > Simulation.Now)
        {
            ScheduleStep(_drained - Simulation.Now, MigrationStep.DevicesDrained);
            return;
        }

        PageStreamMeter meter = _sender!.Meter;
        CountStates(meter);
        if (_switchesToPostCopy)
        {
            meter.AddPending(CountRanges());
        }

        meter.AddCommit();
        _readsReady = SimTime.Zero;
        Send(MigrationLoad.DeviceState, TakeUnsent());
    }

    private void CountStates(PageStreamMeter meter)
    {
        if (Method.DeviceState.Bytes > 0)
        {
            meter.AddState(MachineState.Length, Method.DeviceState.Bytes);
        }

        foreach (DeviceSpec device in Machine.Spec.Devices)
        {
            ulong carried = device.Buffers == DeviceBuffers.Carry ? device.Buffered.Bytes : 0;
            meter.AddState(Encoding.UTF8.GetByteCount(device.Name), device.State.Bytes + carried);
        }

        meter.AddState(ManagementState.Length, (ulong)Machine.SavedSpec.Length);
    }

    /// <summary>A machine that is off is what describes it.</summary>
    private void CountColdMove(PageStreamMeter meter)
    {
        meter.AddHello();
        meter.AddState(ManagementState.Length, (ulong)Machine.SavedSpec.Length);
        meter.AddCommit();
        meter.AddEnd();
    }

    /// <summary>Devices drain side by side, each at its own rate.</summary>
    private SimTime DrainTime()
    {
        double seconds = 0;
        foreach (DeviceSpec device in Machine.Spec.Devices)
        {
            if (device.Buffers == DeviceBuffers.Drain)
            {
                seconds = Math.Max(seconds, (double)device.Buffered.Bytes / device.DrainBytesPerSecond);
            }
        }

        return SimTime.FromSeconds(seconds);
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
        _sender!.UsesDeltas &= !_switchesToPostCopy && Method is PreCopy;
        if (_switchesToPostCopy)
        {
            return false;
        }

        OpenRestFlow();
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
            CountBeside(Measure(CountColdMove));
            SwitchDisks();
            Machine.Settle(Destination, null);
            SetStage(MigrationStage.Activation);
            Finish(MigrationStage.Completed, null);
            return;
        }

        EndWatching();
        _left = Machine.Paged!;
        PagedMemory arriving = _arriving!;
        _arriving = null;
        Machine.ThrottlePercent = 0;
        _cursor!.Dispose();
        _cursor = null;
        Report.BytesBack += AcknowledgementBytes;
        if (Method.LeaveCheckpoint)
        {
            Source.KeepCheckpoint(Machine.Name, _left);
        }

        if (_switchesToPostCopy)
        {
            PrepareToFollow(arriving);
        }

        SwitchDisks();
        Machine.Settle(Destination, arriving);
        SetStage(MigrationStage.Activation);
        if (!_switchesToPostCopy)
        {
            Destination.EndPromise(arriving);
            LetGoOfSource();
            EndStream();
        }

        ScheduleStep(Method.ActivationTime, MigrationStep.Activated);
    }

    private void Activate()
    {
        Report.Downtime = Report.Downtime with { Activation = Lap() };
        Machine.LetRun(_wasPaused ? VmState.Paused : VmState.Running);
        HandOverNetwork();
        ScheduleAnnouncement(0, SimTime.Zero);
        if (!Follows)
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

    private void LetGoOfSource()
    {
        if (_left is { } left)
        {
            left.Release();
            Source.Detach(Machine, holdsOverhead: true);
            _left = null;
        }
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
