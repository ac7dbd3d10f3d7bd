using System.Diagnostics;

namespace PageEngine.Simulation;

/// <content>Pages that follow a machine that runs on the destination already.</content>
public sealed partial class Migration
{
    /// <summary>The most that is pushed at a time, so that a page that is touched on its way comes soon.</summary>
    private static readonly SimTime PushSlice = SimTime.FromMilliseconds(1);

    private static readonly SimTime RetryDelay = SimTime.FromMilliseconds(1);

    private readonly List<ulong> _batch = [];
    private readonly CapacityCalendar _faultChannel = new(units: 1);
    private ulong _awaited;

    private bool PrePages => Method is not PostCopy { PrePaging: false };

    private SimTime FaultService => Method switch
    {
        PostCopy postCopy => postCopy.FaultService,
        PreCopy preCopy => preCopy.FaultService,
        _ => SimTime.Zero,
    };

    /// <summary>Brings a page that the machine touches before it came.</summary>
    /// <returns>False when it cannot be had; the outcome says so.</returns>
    internal bool Fetch(ulong page, ref AccessOutcome outcome)
    {
        PagedMemory arriving = Machine.Paged!;
        if (IsInterrupted)
        {
            outcome.Failure = AccessFailure.HostDeviceFailed;
            return false;
        }

        SimTime now = arriving.Now;
        bool isOnItsWay = _batch.Contains(page) && Flow is not null;
        _left!.Now = now;
        AccessOutcome transfer = default;
        PageForm form = _left.FormOf(page);
        if (!TryBring(page, ref transfer))
        {
            outcome.Failure = transfer.Failure;
            return false;
        }

        CountFollowing(form);
        SimTime ready;
        if (isOnItsWay)
        {
            ready = SimTime.Max(now, Flow!.ExpectedEnd);
        }
        else
        {
            // On the wire at once, although its bytes are counted here: it has a channel of its own.
            ulong bytes = form == PageForm.Content ? PageBytes : ZeroPageBytes;
            Report.Bytes += bytes;
            Simulation.Network.CountFetched(bytes);
            SimTime back = new(RoundTrip.Nanoseconds / 2);
            SimTime pageTime = new((long)Math.Ceiling(
                bytes * (double)SimTime.NanosecondsPerSecond / Simulation.Network.PathBytesPerSecond(Source, Destination, 1)));
            SimTime sent = new(_faultChannel.Reserve(now + (RoundTrip - back), pageTime.Nanoseconds).Nanoseconds);
            ready = SimTime.Max(sent, now + (RoundTrip - back) + pageTime) + back + FaultService;
        }

        ready = SimTime.Max(ready, transfer.HostReady);
        Report.PostCopyLatency.Add(ready - now);
        outcome.WaitForHost(ready);
        outcome.Faults |= FaultKinds.Remote;
        arriving.NoteFetched(page, ready);
        _next = page + 1;
        return true;
    }

    /// <summary>The machine does not need a page any more.</summary>
    internal void Drop(ulong page)
    {
        _left!.Release(page);
        NoteArrived(page);
    }

    /// <summary>Decides which pages follow, and lets the destination wait for them.</summary>
    private void PrepareToFollow(PagedMemory arriving)
    {
        PagedMemory left = _left!;
        for (ulong page = 0; page < left.PageCount; page++)
        {
            GuestFrameNumber number = new(page);
            if (!_waiting!.IsDirty(number))
            {
                continue;
            }

            if (left.Holds(page))
            {
                arriving.Await(page);
                _awaited++;
            }
            else
            {
                arriving.Release(page);
                _waiting.Unmark(number);
            }
        }

        arriving.Mover = this;
        _next = 0;
    }

    /// <summary>The map of the pages that follow, on the wire: a bit for each, or 16 bytes for each run of them.</summary>
    private ulong MapBytes()
    {
        const ulong BytesOfRun = 16;
        ulong bytes = 0;
        foreach (PageRange _ in _waiting!.EnumerateRanges())
        {
            bytes += BytesOfRun;
        }

        return Math.Min(bytes, (_waiting.PageCount + 7) / 8);
    }

    /// <summary>Pushes pages, or leaves the rest until it is touched.</summary>
    private void GoOnFollowing()
    {
        if (IsInterrupted)
        {
            IsInterrupted = false;
            Machine.LetRun(Machine.State);
        }

        if (_awaited == 0)
        {
            EndCommitted(MigrationStage.Completed, null);
            return;
        }

        if (!PrePages)
        {
            return;
        }

        Flow ??= Simulation.Network.Open(Id, Source, Destination, Method.Streams, double.PositiveInfinity);
        ulong most = PagesOf(PushSlice);
        ulong bytes = 0;
        _batch.Clear();
        while (bytes < most && TryFindAwaited(out ulong page))
        {
            _batch.Add(page);
            bytes += _left!.FormOf(page) == PageForm.Content ? PageBytes : ZeroPageBytes;
        }

        _readsReady = SimTime.Zero;
        Send(MigrationLoad.Following, bytes);
    }

    /// <summary>The next page behind the last one that was pushed or touched; each page is in a batch once.</summary>
    private bool TryFindAwaited(out ulong page)
    {
        GuestFrameNumber found = default;
        bool isFound = (_next < _waiting!.PageCount && _waiting.TryFindNext(new GuestFrameNumber(_next), out found))
            || _waiting.TryFindNext(default, out found);
        page = found.Value;
        if (!isFound || (_batch.Count > 0 && _batch[0] == page))
        {
            return false;
        }

        _next = page + 1;
        return true;
    }

    /// <summary>The batch has crossed: its pages that were not touched on their way are placed.</summary>
    private void EndBatch()
    {
        PagedMemory arriving = Machine.Paged!;
        arriving.Now = _left!.Now = Simulation.Now;
        AccessOutcome outcome = default;
        foreach (ulong page in _batch)
        {
            if (!arriving.IsAwaited(page))
            {
                continue;
            }

            PageForm form = _left.FormOf(page);
            if (!TryBring(page, ref outcome))
            {
                // Without a frame on the destination, or unreadable on the source: it stays where it is until it is touched.
                _batch.Clear();
                ScheduleStep(RetryDelay, MigrationStep.Recovered);
                return;
            }

            CountFollowing(form);
        }

        _batch.Clear();
        Destination.ChargeHypervisor(outcome.CpuNanoseconds);
        _readsReady = SimTime.Zero;
        if (outcome.HostReady > Simulation.Now)
        {
            ScheduleStep(outcome.HostReady - Simulation.Now, MigrationStep.Recovered);
            return;
        }

        GoOnFollowing();
    }

    private bool TryBring(ulong page, ref AccessOutcome outcome)
    {
        Debug.Assert(_waiting!.IsDirty(new GuestFrameNumber(page)), "a page that is awaited has not come");
        PagedMemory arriving = Machine.Paged!;
        if (_left!.FormOf(page) != PageForm.Content)
        {
            arriving.NoteEmpty(page);
        }
        else if (!_left.TrySendTo(arriving, page, ref outcome))
        {
            return false;
        }

        _left.Release(page);
        NoteArrived(page);
        return true;
    }

    private void NoteArrived(ulong page)
    {
        _waiting!.Unmark(new GuestFrameNumber(page));
        _awaited--;
        if (_awaited == 0 && Flow is null && Stage == MigrationStage.PostCopy && !Simulation.IsPending(_step))
        {
            ScheduleStep(SimTime.Zero, MigrationStep.Recovered);
        }
    }

    private void CountFollowing(PageForm form)
    {
        Report.PostCopyPages++;
        PageEncoding encoding = form == PageForm.Content ? PageEncoding.Raw : PageEncoding.Zero;
        Report.PagesByEncoding = Report.PagesByEncoding.With(encoding, 1);
        Report.BytesByEncoding = Report.BytesByEncoding.With(encoding, form == PageForm.Content ? Page.Size : 0UL);
    }

    private void CommittedPathChanged(bool isUp)
    {
        if (!_switchesToPostCopy || Destination.HasFailed)
        {
            return;
        }

        if (Source.HasFailed)
        {
            Machine.CrashNow($"host {Source.Name} failed and still had pages of the machine");
        }
        else if (Stage == MigrationStage.PostCopy && !isUp)
        {
            Interrupt();
        }
        else if (IsInterrupted && isUp)
        {
            ScheduleStep(RoundTrip, MigrationStep.Recovered);
        }
    }

    /// <summary>The machine stands still until the pages that it may touch can be had again. What was on its way is sent anew.</summary>
    private void Interrupt()
    {
        Simulation.Cancel(_step);
        CloseFlow();
        _batch.Clear();
        Machine.Hold();
        if (!IsInterrupted)
        {
            IsInterrupted = true;
            Report.Interruptions++;
        }

        Tell(EventKind.MigrationStageChanged, (long)Stage, (long)Stage);
    }

    private void EndCommitted(MigrationStage end, string? reason)
    {
        if (Machine.Paged is { } arriving)
        {
            arriving.Mover = null;
            Destination.EndPromise(arriving);
        }

        LetGoOfSource();
        Finish(end, reason);
    }
}
