using System.Diagnostics;
using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <content>Rounds, and the pages in them.</content>
public sealed partial class Migration
{
    /// <summary>How much is sent at a time while the processors stand still: a failure loses no more time than that.</summary>
    private static readonly SimTime RestSlice = SimTime.FromMilliseconds(50);

    private ControllerJournal? _rounds;
    private PageSender? _sender;
    private MigrationLoad _load;
    private ulong _next;
    private ulong _slicePages;
    private ulong _sliceBytes;
    private ulong _handedOver;
    private SimTime _readsReady;
    private bool _isRoundOpen;
    private EncodingCounts _pagesBefore;
    private EncodingCounts _payloadBefore;
    private ulong _roundBytes;
    private ulong _workBefore;

    // Pages that the guest does not use count as sent with the first slice; it is taken at the moment when the rounds begin.
    private ulong _skipped;

    /// <summary>The time since this attempt began.</summary>
    private long Elapsed => (Simulation.Now - _attemptBegin).Nanoseconds;

    private void BeginRounds(PreCopy method)
    {
        if (Stage != MigrationStage.IterativePreCopy)
        {
            SetStage(MigrationStage.IterativePreCopy);
        }

        _rounds = new ControllerJournal(method, Machine.Paged!.PageCount);
        _skipped = Machine.Paged.PageCount - _waiting!.CountDirty();
        BeginRoundCounts();
        Drive();
    }

    /// <summary>Does what the controller asks for until something takes time.</summary>
    private void Drive()
    {
        while (true)
        {
            PreCopyAction action = _rounds!.Next(Elapsed);
            switch (action.Kind)
            {
                case PreCopyActionKind.Send:
                    if (!TrySendSlice(new SimTime(action.MaxNanoseconds)))
                    {
                        return;
                    }

                    break;
                case PreCopyActionKind.Sync when RoundTrip > SimTime.Zero:
                    CloseFlow();
                    ScheduleStep(RoundTrip, MigrationStep.RoundConfirmed);
                    return;
                case PreCopyActionKind.Sync:
                    EndRound();
                    break;
                case PreCopyActionKind.Throttle:
                    Machine.ThrottlePercent = action.ThrottlePercent;
                    break;
                case PreCopyActionKind.LimitDirtyRate:
                    BeginDirtyLimit();
                    break;
                case PreCopyActionKind.GiveUp:
                    Abort(MigrationStage.Failed, "the policy gave up");
                    return;
                default:
                    BeginStop(action.Kind == PreCopyActionKind.SwitchToPostCopy);
                    return;
            }
        }
    }

    /// <summary>Sends a slice of a round.</summary>
    /// <returns>False when that takes time, or the move had to be given up.</returns>
    private bool TrySendSlice(SimTime slice)
    {
        OpenRoundFlow();
        if (!_isRoundOpen)
        {
            _isRoundOpen = true;
            _sender!.Meter.AddRoundBegin();
        }

        if (!TryGather(PagesOf(slice), slice))
        {
            return false;
        }

        _slicePages += _skipped;
        _skipped = 0;
        _sliceBytes = TakeUnsent();
        if (_sliceBytes > 0 || _readsReady > Simulation.Now)
        {
            Send(MigrationLoad.Round, _sliceBytes);
            return false;
        }

        RecordSlice();
        return true;
    }

    private void OpenRoundFlow()
    {
        if (Flow is null)
        {
            PreCopy method = (PreCopy)Method;
            double cap = method.BytesPerSecond ?? double.PositiveInfinity;
            double dirtied = Report.Rounds.Count == 0 || _rounds!.LastRound.DurationNanoseconds == 0
                ? 0
                : _rounds.LastRound.DirtyPagesPerSecond * Page.Size;
            cap = method.RateAdaptation is { } adaptation ? Math.Min(cap, adaptation.Next(dirtied)) : cap;
            Flow = Simulation.Network.Open(Id, Source, Destination, Method.Streams, cap);
        }
    }

    /// <summary>What is left is not held to the cap of the rounds.</summary>
    private void OpenRestFlow() => Flow ??= Simulation.Network.Open(
        Id, Source, Destination, Method.Streams, (Method as PreCopy)?.RateAdaptation?.MaxBytesPerSecond ?? double.PositiveInfinity);

    private void RecordSlice()
    {
        _rounds!.RecordSent(_slicePages, _sliceBytes, Elapsed);
        _roundBytes += _sliceBytes;
    }

    private void BeginRoundCounts()
    {
        _isRoundOpen = false;
        (_pagesBefore, _payloadBefore, _roundBytes) = (Report.PagesByEncoding, Report.BytesByEncoding, 0);
        _workBefore = Machine.Counters.Accesses;
    }

    /// <summary>Looks at the dirty log: a round is over.</summary>
    private void EndRound()
    {
        if (_isRoundOpen)
        {
            _sender!.Meter.AddRoundEnd();
            Report.BytesBack += AcknowledgementBytes;
        }

        ulong waited = _waiting!.CountDirty();
        Look();
        ulong dirtied = _waiting.CountDirty() - waited;
        HintFree();
        ulong waits = _waiting.CountDirty();
        int throttle = Machine.ThrottlePercent;
        _rounds!.RecordSync(waits, Elapsed);
        MigrationRound round = _rounds.LastRound;
        EncodingCounts pages = Report.PagesByEncoding - _pagesBefore;
        Report.Add(new MigrationRoundReport(
            round.Index,
            _attemptBegin + new SimTime(round.StartNanoseconds),
            new SimTime(round.DurationNanoseconds),
            pages.Total - pages.Zero,
            pages.Zero,
            _roundBytes,
            dirtied,
            waits,
            throttle)
        {
            PagesByEncoding = pages,
            BytesByEncoding = Report.BytesByEncoding - _payloadBefore,
            GuestWork = Machine.Counters.Accesses - _workBefore,
        });
        Tell(EventKind.MigrationRoundEnded, (long)(pages.Total - pages.Zero), (long)waits);
        BeginRoundCounts();
        NoteTimeLost();
        ChargeMirroredWrites();
        if (Method is PreCopy { RateAdaptation: not null })
        {
            CloseFlow();
        }
    }

    private DirtyBitmap NoPages() => new(Machine.Spec.Memory.Pages);

    /// <summary>Takes the dirty log: what is clear in it afterwards is read only after that.</summary>
    private void Look()
    {
        _cursor!.HarvestInto(_waiting!);
        _sender!.StartRound();
        _next = 0;
    }

    /// <summary>Lets the guest say which of the pages that wait it does not use.</summary>
    private void HintFree()
    {
        if (!Method.FreePageHinting || Machine.GuestOs is not { } guest
            || Machine.Spec.Balloon is not { Enabled: true, Behaviour: not BalloonBehaviour.Refuses })
        {
            return;
        }

        ulong waited = _waiting!.CountDirty();
        guest.HintFree(_waiting);
        Report.HintedPages += waited - _waiting.CountDirty();
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
    private ulong PagesOf(SimTime time) => (ulong)Math.Max(Page.Size, Flow!.Rate * time.TotalSeconds);

    /// <summary>
    /// Takes pages that wait, in their order, and sends each as it is. Their bits are cleared before they are read, and only
    /// theirs.
    /// </summary>
    /// <param name="bytes">So many on the wire, or the last pages.</param>
    /// <param name="most">The most time that the source's processors may need for them.</param>
    /// <returns>False when the move had to be given up.</returns>
    private bool TryGather(ulong bytes, SimTime most)
    {
        PageSender sender = _sender!;
        PagedMemory source = Machine.Paged!;
        source.Now = _arriving!.Now = Simulation.Now;
        sender.BeginSlice(Destination);
        AccessOutcome outcome = default;
        ulong looked = 0;
        ulong end = sender.WireBytes + bytes;
        while (sender.WireBytes < end && sender.LeastNanoseconds < most.Nanoseconds
            && _next < source.PageCount && _waiting!.TryFindNext(new GuestFrameNumber(_next), out GuestFrameNumber page))
        {
            _waiting.Unmark(page);
            _next = page.Value + 1;
            looked++;
            if (!sender.TrySend(page.Value, ref outcome))
            {
                sender.Report();
                FailOrRetry($"page {page.Value} cannot be moved: {outcome.Failure}");
                return false;
            }
        }

        sender.Meter.Flush();
        sender.Report();
        _slicePages = looked;
        _readsReady = SimTime.Max(outcome.HostReady, Simulation.Now + new SimTime(sender.LeastNanoseconds));
        if (sender.StaleReferences > 0)
        {
            Report.BytesBack += (ulong)sender.StaleReferences * RequestBytes;
            _readsReady = SimTime.Max(_readsReady, Simulation.Now + RoundTrip);
        }

        ReadCheckpoint(sender.CheckpointPages);
        Source.ChargeHypervisor(outcome.CpuNanoseconds + sender.CpuNanoseconds);
        return true;
    }

    /// <summary>The destination reads pages that were only named from its disk.</summary>
    private void ReadCheckpoint(ulong pages)
    {
        if (pages > 0)
        {
            Destination.TryRequestDisk(pages << Page.Shift, isWrite: false, out SimTime done);
            _readsReady = SimTime.Max(_readsReady, done);
        }
    }

    /// <summary>The bytes of the stream that were not given to the network yet.</summary>
    private ulong TakeUnsent()
    {
        ulong bytes = _sender!.Meter.Bytes - _handedOver;
        _handedOver = _sender.Meter.Bytes;
        return bytes;
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
            case MigrationLoad.DiskRound:
                SendDiskRound();
                break;
            case MigrationLoad.DiskFrozen:
                SendFrozenDisks();
                break;
            case MigrationLoad.DiskFollowing:
                GoOnFollowing();
                break;
            default:
                EndBatch();
                break;
        }
    }
}
