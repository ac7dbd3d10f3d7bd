using System.Diagnostics;

namespace PageEngine.Simulation;

/// <content>Rounds, and the pages in them.</content>
public sealed partial class Migration
{
    /// <summary>How much is sent at a time while the processors stand still: a failure loses no more time than that.</summary>
    private static readonly SimTime RestSlice = SimTime.FromMilliseconds(50);

    private ControllerJournal? _rounds;
    private MigrationLoad _load;
    private ulong _next;
    private ulong _slicePages;
    private ulong _sliceBytes;
    private SimTime _readsReady;
    private ulong _roundPages;
    private ulong _roundZeroPages;
    private ulong _roundBytes;

    private long Elapsed => (Simulation.Now - Report.Begin).Nanoseconds;

    private void BeginRounds(PreCopy method)
    {
        SetStage(MigrationStage.IterativePreCopy);
        _rounds = new ControllerJournal(method, Machine.Paged!.PageCount);
        Drive();
    }

    /// <summary>Does what the controller asks for until something takes time.</summary>
    private void Drive()
    {
        while (true)
        {
            PageEngine.Migration.PreCopyAction action = _rounds!.Next(Elapsed);
            switch (action.Kind)
            {
                case PageEngine.Migration.PreCopyActionKind.Send:
                    OpenRoundFlow();
                    if (!TryGather(PagesOf(new SimTime(action.MaxNanoseconds))))
                    {
                        return;
                    }

                    if (_sliceBytes > 0)
                    {
                        Send(MigrationLoad.Round, _sliceBytes);
                        return;
                    }

                    RecordSlice();
                    break;
                case PageEngine.Migration.PreCopyActionKind.Sync when RoundTrip > SimTime.Zero:
                    CloseFlow();
                    ScheduleStep(RoundTrip, MigrationStep.RoundConfirmed);
                    return;
                case PageEngine.Migration.PreCopyActionKind.Sync:
                    EndRound();
                    break;
                case PageEngine.Migration.PreCopyActionKind.Throttle:
                    Machine.ThrottlePercent = action.ThrottlePercent;
                    break;
                case PageEngine.Migration.PreCopyActionKind.GiveUp:
                    Abort(MigrationStage.Failed, "the policy gave up");
                    return;
                default:
                    BeginStop(action.Kind == PageEngine.Migration.PreCopyActionKind.SwitchToPostCopy);
                    return;
            }
        }
    }

    private void OpenRoundFlow() =>
        Flow ??= Simulation.Network.Open(
            Id, Source, Destination, Method.Streams, ((PreCopy)Method).BytesPerSecond ?? double.PositiveInfinity);

    private void RecordSlice()
    {
        _rounds!.RecordSent(_slicePages, _sliceBytes, Elapsed);
        _roundBytes += _sliceBytes;
    }

    /// <summary>Looks at the dirty log: a round is over.</summary>
    private void EndRound()
    {
        ulong waited = _waiting!.CountDirty();
        Look();
        ulong waits = _waiting.CountDirty();
        int throttle = Machine.ThrottlePercent;
        _rounds!.RecordSync(waits, Elapsed);
        PageEngine.Migration.MigrationRound round = _rounds.LastRound;
        Report.Add(new MigrationRoundReport(
            round.Index,
            Report.Begin + new SimTime(round.StartNanoseconds),
            new SimTime(round.DurationNanoseconds),
            _roundPages,
            _roundZeroPages,
            _roundBytes,
            waits - waited,
            waits,
            throttle));
        Tell(EventKind.MigrationRoundEnded, (long)_roundPages, (long)waits);
        (_roundPages, _roundZeroPages, _roundBytes) = (0, 0, 0);
    }

    private DirtyBitmap NoPages() => new(Machine.Spec.Memory.Pages);

    /// <summary>Takes the dirty log: what is clear in it afterwards is read only after that.</summary>
    private void Look()
    {
        _cursor!.HarvestInto(_waiting!);
        _next = 0;
    }

    /// <summary>Lets pages wait that the machine has given up since they were sent: the destination must forget them.</summary>
    private void MarkStalePages()
    {
        PagedMemory source = Machine.Paged!;
        for (ulong page = 0; page < source.PageCount; page++)
        {
            if (_arriving!.Holds(page) && !source.Holds(page))
            {
                _waiting!.Mark(new GuestFrameNumber(page));
            }
        }
    }

    /// <summary>How many bytes the flow carries in a time, and a page at least.</summary>
    private ulong PagesOf(SimTime time) => (ulong)Math.Max(PageBytes, Flow!.Rate * time.TotalSeconds);

    /// <summary>
    /// Takes pages that wait, in their order, writes them to the destination and counts what that is on the wire. Their
    /// bits are cleared before they are read, and only theirs.
    /// </summary>
    /// <returns>False when the move had to be given up.</returns>
    private bool TryGather(ulong bytes)
    {
        PagedMemory source = Machine.Paged!;
        PagedMemory destination = _arriving!;
        source.Now = destination.Now = Simulation.Now;
        AccessOutcome outcome = default;
        ulong pages = 0;
        ulong zeros = 0;
        ulong looked = 0;
        ulong sent = 0;
        while (sent < bytes && _next < source.PageCount && _waiting!.TryFindNext(new GuestFrameNumber(_next), out GuestFrameNumber page))
        {
            _waiting.Unmark(page);
            _next = page.Value + 1;
            looked++;
            if (source.FormOf(page.Value) == PageForm.Content)
            {
                if (!source.TrySendTo(destination, page.Value, ref outcome))
                {
                    Abort(MigrationStage.Failed, $"page {page.Value} cannot be moved: {outcome.Failure}");
                    return false;
                }

                pages++;
                sent += PageBytes;
            }
            else if (source.Holds(page.Value) || destination.Holds(page.Value))
            {
                destination.Release(page.Value);
                zeros++;
                sent += ZeroPageBytes;
            }
        }

        Source.ChargeHypervisor(outcome.CpuNanoseconds);
        Report.PagesByEncoding += new EncodingCounts(pages, zeros, 0, 0, 0, 0);
        Report.BytesByEncoding += new EncodingCounts(pages << Page.Shift, 0, 0, 0, 0, 0);
        _roundPages += pages;
        _roundZeroPages += zeros;
        _readsReady = outcome.HostReady;
        (_slicePages, _sliceBytes) = (looked, sent);
        return true;
    }

    private void Send(MigrationLoad load, ulong bytes)
    {
        Debug.Assert(Flow is not null, "there is a flow to send over");
        _load = load;
        Simulation.Network.Send(Flow, bytes);
    }

    /// <summary>A send is over when its bytes have crossed and its pages were read.</summary>
    private void WaitForReads()
    {
        if (_readsReady > Simulation.Now)
        {
            ScheduleStep(_readsReady - Simulation.Now, MigrationStep.PagesRead);
            return;
        }

        switch (_load)
        {
            case MigrationLoad.Round:
                RecordSlice();
                Drive();
                break;
            case MigrationLoad.Rest:
                SendRest();
                break;
            case MigrationLoad.DeviceState:
                EndDeviceState();
                break;
            default:
                EndBatch();
                break;
        }
    }
}
