using System.Diagnostics;

namespace PageEngine.Simulation;

/// <content>Pages that follow a machine that runs on the destination already.</content>
public sealed partial class Migration
{
    /// <summary>What is pushed at a time where pages that are touched share the channel: what a socket buffers.</summary>
    private const ulong SharedChannelBytes = 4 << 20;

    /// <summary>The most that is pushed at a time, so that a page that is touched on its way comes soon.</summary>
    private static readonly SimTime PushSlice = SimTime.FromMilliseconds(1);

    private static readonly SimTime RetryDelay = SimTime.FromMilliseconds(1);

    private readonly List<FollowingPage> _batch = [];
    private readonly CapacityCalendar _faultChannel = new(units: 1);
    private ulong _awaited;

    private bool PrePages => Method is not (PostCopy { PrePaging: false } or Hybrid { PrePaging: false });

    private bool HasFaultChannel => Method is not (PostCopy { FaultChannel: false } or Hybrid { FaultChannel: false });

    private ulong PagesPerFetch => (Method switch
    {
        PostCopy postCopy => postCopy.FetchUnit,
        Hybrid hybrid => hybrid.FetchUnit,
        _ => new ByteSize(Page.Size),
    }).Pages;

    private SimTime FaultService => Method switch
    {
        PostCopy postCopy => postCopy.FaultService,
        PreCopy preCopy => preCopy.FaultService,
        _ => SimTime.Zero,
    };

    /// <summary>Brings a page that the machine touches before it came, with the large page around it where there is one.</summary>
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
        _left!.Now = now;
        ulong unit = PagesPerFetch;
        ulong first = page / unit * unit;
        ulong end = Math.Min(first + unit, arriving.PageCount);
        AccessOutcome transfer = default;
        bool isRequested = false;
        SimTime ready = now;
        for (ulong next = first; next < end; next++)
        {
            if (!arriving.IsAwaited(next))
            {
                continue;
            }

            bool isOnItsWay = Flow is not null && _batch.Exists(followed => followed.Page == next);
            (PageEncoding form, int payload) = _sender!.MeasureFollowing(next);
            if (!TryBring(next, ref transfer))
            {
                outcome.Failure = transfer.Failure;
                return next > page;
            }

            CountFollowing(form, payload);
            if (isOnItsWay)
            {
                ready = SimTime.Max(ready, Flow!.ExpectedEnd);
            }
            else
            {
                isRequested = true;
                _sender.Meter.AddPage(payload);
            }
        }

        ready = isRequested ? SimTime.Max(ready, TimeOfFetched(now)) : ready;
        ready = SimTime.Max(ready, transfer.HostReady);
        _sender!.Report();
        Report.PostCopyLatency.Add(ready - now);
        outcome.WaitForHost(ready);
        outcome.Faults |= FaultKinds.Remote;
        for (ulong next = first; next < end; next++)
        {
            arriving.NoteFetched(next, ready);
        }

        _next = end;
        return true;
    }

    /// <summary>The machine does not need a page any more.</summary>
    internal void Drop(ulong page)
    {
        _left!.Release(page);
        NoteArrived(page);
    }

    /// <summary>When pages that were asked for are there: a time there and back, the pages on the path, the service.</summary>
    private SimTime TimeOfFetched(SimTime now)
    {
        // On the wire at once, although its bytes are counted here: it has a channel of its own.
        _sender!.Meter.Flush();
        ulong bytes = TakeUnsent();
        Report.BytesBack += RequestBytes;
        CountBeside(bytes);
        SimTime back = new(RoundTrip.Nanoseconds / 2);
        SimTime asked = now + (RoundTrip - back);
        SimTime pageTime = new((long)Math.Ceiling(
            bytes * (double)SimTime.NanosecondsPerSecond / Simulation.Network.PathBytesPerSecond(Source, Destination, 1)));
        if (!HasFaultChannel && Flow is { IsSending: true } busy)
        {
            asked = SimTime.Max(asked, busy.ExpectedEnd);
        }

        SimTime sent = new(_faultChannel.Reserve(asked, pageTime.Nanoseconds).Nanoseconds);
        return SimTime.Max(sent, asked + pageTime) + back + FaultService;
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

    /// <summary>The map of the pages that follow, as ranges.</summary>
    private ulong CountRanges()
    {
        ulong ranges = 0;
        foreach (PageRange _ in _waiting!.EnumerateRanges())
        {
            ranges++;
        }

        return ranges;
    }

    /// <summary>Pushes pages, or leaves the rest until it is touched.</summary>
    private void GoOnFollowing()
    {
        if (IsInterrupted)
        {
            IsInterrupted = false;
            EndSilence();
            Machine.LetRun(Machine.State);
        }

        if (_awaited == 0 || !PrePages)
        {
            GoOnWithDisks();
            return;
        }

        Flow ??= Simulation.Network.Open(Id, Source, Destination, Method.Streams, double.PositiveInfinity);
        ulong most = HasFaultChannel ? PagesOf(PushSlice) : Math.Max(PagesOf(PushSlice), SharedChannelBytes);
        _sender!.BeginSlice(Destination);
        _left!.Now = Simulation.Now;
        ulong end = _sender.WireBytes + most;
        _batch.Clear();
        while (_sender.WireBytes < end && TryFindAwaited(out ulong page))
        {
            (PageEncoding form, int payload) = _sender.MeasureFollowing(page);
            _batch.Add(new FollowingPage(page, form, payload));
            _sender.Meter.AddPage(payload);
        }

        _sender.Meter.Flush();
        Source.ChargeHypervisor(_sender.CpuNanoseconds);
        _readsReady = Simulation.Now + new SimTime(_sender.LeastNanoseconds);
        Send(MigrationLoad.Following, TakeUnsent());
    }

    /// <summary>Blocks of disks follow when no pages are pushed.</summary>
    private void GoOnWithDisks()
    {
        if (_disksFollow)
        {
            Flow ??= Simulation.Network.Open(Id, Source, Destination, Method.Streams, double.PositiveInfinity);
            if (TrySendFollowingBlocks())
            {
                return;
            }
        }

        if (_awaited == 0)
        {
            EndCommitted(MigrationStage.Completed, null);
        }
        else
        {
            // Whoever touches the last page ends the move.
            CloseFlow();
        }
    }

    /// <summary>The next page behind the last one that was pushed or touched; each page is in a batch once.</summary>
    private bool TryFindAwaited(out ulong page)
    {
        GuestFrameNumber found = default;
        bool isFound = (_next < _waiting!.PageCount && _waiting.TryFindNext(new GuestFrameNumber(_next), out found))
            || _waiting.TryFindNext(default, out found);
        page = found.Value;
        if (!isFound || (_batch.Count > 0 && _batch[0].Page == page))
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
        foreach ((ulong page, PageEncoding form, int payload) in _batch)
        {
            if (!arriving.IsAwaited(page))
            {
                continue;
            }

            if (!TryBring(page, ref outcome))
            {
                // Without a frame on the destination, or unreadable on the source: it stays where it is until it is touched.
                _batch.Clear();
                _sender!.Report();
                ScheduleStep(RetryDelay, MigrationStep.Recovered);
                return;
            }

            CountFollowing(form, payload);
        }

        _batch.Clear();
        _sender!.Report();
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

    private void CountFollowing(PageEncoding form, int payload)
    {
        Report.PostCopyPages++;
        _sender!.Tally(form, payload);
    }

    private void CommittedPathChanged(bool isUp)
    {
        if (!Follows || Destination.HasFailed)
        {
            return;
        }

        if (Source.HasFailed)
        {
            Machine.CrashNow($"host {Source.Name} failed and still had pages or blocks of the machine");
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
            BeginSilence();
            LoseBlocksInFlight();
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
