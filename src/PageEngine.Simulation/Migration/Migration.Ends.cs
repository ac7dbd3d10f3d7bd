namespace PageEngine.Simulation;

/// <content>How a move begins anew and how it ends.</content>
public sealed partial class Migration
{
    private SimTime _attemptBegin;
    private bool _isWaitingToRetry;

    /// <summary>The move was asked for, or is tried again.</summary>
    private void BeginAttempt()
    {
        _isWaitingToRetry = false;
        _attemptBegin = Simulation.Now;
        _throttledBefore = Machine.Counters.ThrottledNanoseconds;
        _wasPaused = Machine.State == VmState.Paused;
        if (Method is not Cold)
        {
            Machine.BeginMove();
        }

        SimTime unplugging = UnplugTime();
        if (unplugging > SimTime.Zero && Report.UnpluggedDevices == 0)
        {
            ScheduleStep(unplugging, MigrationStep.Unplugged);
        }
        else
        {
            ScheduleStep(RoundTrip, MigrationStep.Agreed);
        }
    }

    /// <summary>The guest has let go of the devices of the host; virtual ones have taken their place.</summary>
    private void EndUnplugging()
    {
        foreach (DeviceSpec device in Machine.Spec.Devices)
        {
            Report.UnpluggedDevices += device.Kind == DeviceKind.Replaceable ? 1 : 0;
        }

        ScheduleStep(RoundTrip, MigrationStep.Agreed);
    }

    /// <summary>Devices are unplugged side by side.</summary>
    private SimTime UnplugTime()
    {
        SimTime longest = SimTime.Zero;
        foreach (DeviceSpec device in Machine.Spec.Devices)
        {
            longest = device.Kind == DeviceKind.Replaceable ? SimTime.Max(longest, device.UnplugTime) : longest;
        }

        return longest;
    }

    private void Retry()
    {
        _isWaitingToRetry = false;
        Report.Attempts++;
        bool isReady = Method is Cold
            ? Machine.State is VmState.Defined or VmState.Stopped
            : Machine.State is VmState.Running or VmState.Paused;
        if (!isReady)
        {
            Finish(MigrationStage.Failed, $"machine {Machine.Name} is {Machine.State} and cannot be moved");
        }
        else if (!Simulation.Network.IsPathUp(Source, Destination))
        {
            WaitToRetry($"nothing gets from host {Source.Name} to host {Destination.Name}");
        }
        else
        {
            BeginAttempt();
        }
    }

    /// <summary>Gives everything back, and tries again later if that was asked for.</summary>
    private void FailOrRetry(string reason)
    {
        if (Report.Attempts > Method.Retries || Source.HasFailed)
        {
            Abort(MigrationStage.Failed, reason);
            return;
        }

        GiveBack();
        SetStage(MigrationStage.PreMigration);
        WaitToRetry(reason);
    }

    private void WaitToRetry(string reason)
    {
        if (Report.Attempts > Method.Retries)
        {
            Finish(MigrationStage.Failed, reason);
            return;
        }

        _isWaitingToRetry = true;
        ScheduleStep(Method.RetryDelay, MigrationStep.Retries);
    }

    /// <summary>Ends the move before it was committed: both hosts are as if it had not begun.</summary>
    private void Abort(MigrationStage end, string reason)
    {
        if (!_isWaitingToRetry)
        {
            GiveBack();
        }

        Finish(end, reason);
    }

    /// <summary>Lets the machine run on at the source as if nothing had been tried.</summary>
    private void GiveBack()
    {
        CloseFlow();
        Simulation.Cancel(_step);
        LetGoOfDestination();
        ForgetRounds();
        if (Method is not Cold)
        {
            Machine.ThrottlePercent = 0;
            Machine.LetRun(_wasPaused ? VmState.Paused : VmState.Running);
        }
    }

    private void LetGoOfDestination()
    {
        EndWatching();
        GiveBackDisks();
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

    private void ForgetRounds()
    {
        _waiting?.Dispose();
        (_waiting, _rounds, _sender) = (null, null, null);
    }

    private void Finish(MigrationStage end, string? reason)
    {
        NoteTimeLost();
        CloseFlow();
        Simulation.Cancel(_step);
        if (end == MigrationStage.Completed)
        {
            EndStream();
        }

        ForgetRounds();
        Machine.Move = null;
        Machine.ThrottlePercent = 0;
        FailureReason = reason;
        IsInterrupted = false;
        _isWaitingToRetry = false;
        Report.TotalTime = Simulation.Now - Report.Begin;
        SetStage(end);
    }

    /// <summary>No page follows.</summary>
    private void EndStream()
    {
        if (_sender is not null)
        {
            _sender.Meter.AddEnd();
            CountBeside(TakeUnsent());
            _sender = null;
        }
    }

    /// <summary>Counts bytes that cross beside the flow of the move: few, or on a channel of their own.</summary>
    private void CountBeside(ulong bytes)
    {
        Report.Bytes += bytes;
        Simulation.Network.CountFetched(bytes);
    }
}
