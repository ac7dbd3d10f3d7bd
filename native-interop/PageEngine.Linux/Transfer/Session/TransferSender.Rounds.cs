using System.Diagnostics;
using PageEngine.Migration;

namespace PageEngine.Linux;

/// <content>Rounds while the owner writes, and the last part while it stands still.</content>
public sealed partial class TransferSender
{
    // The clock is asked once for so many pages: a quarter of a megabyte.
    private const ulong PagesBetweenLooks = 64;

    private PreCopyActionKind RunRounds()
    {
        PreCopyController controller = new(_options.Policy(), _memory.PageCount, _options.Rounds);
        TransferPacer? pacer = _options.BytesPerSecond is { } rate ? new TransferPacer(rate, _options.Clock) : null;
        OpenCache();
        _isTracking = true;
        _memory.BeginTracking();
        _waiting.MarkAll();
        bool isRoundOpen = false;
        while (true)
        {
            PreCopyAction action = controller.Next(_meter.Elapsed);
            switch (action.Kind)
            {
                case PreCopyActionKind.Send:
                    if (!isRoundOpen)
                    {
                        _link!.Encoder.BeginRound(controller.RemainingPages);
                        _link.Send();
                        isRoundOpen = true;
                    }

                    SendSlice(controller, action, pacer);
                    break;
                case PreCopyActionKind.Sync:
                    EndRound(controller, isRoundOpen);
                    isRoundOpen = false;
                    break;
                case PreCopyActionKind.Throttle:
                    _isThrottled = true;
                    _owner.Throttle(action.ThrottlePercent);
                    break;
                case PreCopyActionKind.LimitDirtyRate:
                    throw new NotSupportedException("a limit on what each processor dirties needs processors");
                default:
                    return action.Kind;
            }

            Progress?.Invoke(controller.Progress);
        }
    }

    private void SendSlice(PreCopyController controller, PreCopyAction action, TransferPacer? pacer)
    {
        Debug.Assert(_link is not null, "rounds go over a connection");
        long end = _meter.Elapsed + action.MaxNanoseconds;
        ulong before = _link.Encoder.BytesWritten;
        ulong paid = before;
        ulong sent = 0;
        do
        {
            ulong goal = Math.Min(sent + PagesBetweenLooks, action.MaxPages);
            while (sent < goal)
            {
                int count = SendBatch(goal - sent);
                Debug.Assert(count > 0, "the controller asks for pages that wait");
                sent += (ulong)count;
            }

            _link.ThrowIfFailed();
            pacer?.Pay(_link.Encoder.BytesWritten - paid);
            paid = _link.Encoder.BytesWritten;
        }
        while (sent < action.MaxPages && _meter.Elapsed < end);
        _link.Send();
        controller.RecordSent(sent, _link.Encoder.BytesWritten - before, _meter.Elapsed);
    }

    private void EndRound(PreCopyController controller, bool isRoundOpen)
    {
        if (isRoundOpen)
        {
            _link!.Encoder.EndRound();
            _link.Confirm(StreamFrameKind.RoundEnd);
        }

        Collect();
        controller.RecordSync(_waiting.CountDirty(), _meter.Elapsed);
        _meter.EndRound(controller.LastRound, _link!.Encoder.Pages);
    }

    /// <summary>Takes what was written; its pages are read only after that.</summary>
    private void Collect()
    {
        _memory.Collect(_fresh, _isPaused);
        _waiting.UnionWith(_fresh);
        _collected.UnionWith(_fresh);
        _fresh.Clear();
        _next = 0;
    }

    private void StopAndCopy(bool isPostCopy)
    {
        Debug.Assert(_link is not null, "the last part goes over a connection");
        _isPostCopy = isPostCopy;
        _stages.TryFire(StageEvent.StopGuest);
        _meter.StartDowntime();
        _isPaused = true;
        _owner.Pause();
        _meter.EndPart(static (parts, time) => parts with { Pause = time });
        Collect();
        _meter.RemainingPages = _waiting.CountDirty();
        _meter.EndPart(static (parts, time) => parts with { Collect = time });
        _link.Encoder.WriteStop();
        _link.Send();
        if (isPostCopy)
        {
            NamePending();
        }
        else
        {
            while (SendBatch(ulong.MaxValue) > 0)
            {
            }

            _link.Send();
            _meter.EndPart(static (parts, time) => parts with { Memory = time });
        }

        foreach (GuestState state in _owner.SaveStates())
        {
            _link.Encoder.WriteState(state.Kind, state.Name, 0, state.Version, state.Data.Span);
        }

        _link.Send();
        _meter.EndPart(static (parts, time) => parts with { State = time });
    }

    private void NamePending()
    {
        PageRange[] ranges = new PageRange[MemoryLayout.MaxRanges];
        int count = 0;
        foreach (PageRange range in _waiting.EnumerateRanges())
        {
            ranges[count++] = range;
            if (count == ranges.Length)
            {
                _link!.Encoder.WritePending(ranges);
                count = 0;
            }
        }

        if (count > 0)
        {
            _link!.Encoder.WritePending(ranges.AsSpan(0, count));
        }
    }
}
