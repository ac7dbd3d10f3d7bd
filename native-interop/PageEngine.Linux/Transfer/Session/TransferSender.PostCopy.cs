using System.Diagnostics;
using PageEngine.Migration;

namespace PageEngine.Linux;

/// <content>Post-copy: what the guest waits for first, the rest behind it, every page once.</content>
public sealed partial class TransferSender
{
    // A request waits at most for what is being sent: 64 KiB.
    private const int PushPagesAtOnce = 16;

    // More guests than that do not wait at once; what is dropped comes with the rest.
    private const int MaxRequests = 1 << 16;

    private readonly Lock _requestGate = new();
    private readonly Queue<PageRange> _requests = new();
    private bool _isTakingStock;

    /// <summary>Hears a request; on the thread that reads the way back.</summary>
    private void Take(PageRange range)
    {
        lock (_requestGate)
        {
            if (_isTakingStock)
            {
                _waiting.Mark(range);
            }
            else if (_requests.Count < MaxRequests)
            {
                _requests.Enqueue(range);
            }
        }
    }

    /// <summary>From here until the end of it, requests say all that the receiver lacks.</summary>
    private void TakeStock()
    {
        lock (_requestGate)
        {
            _waiting.Clear();
            _requests.Clear();
            _isTakingStock = true;
        }
    }

    private void EndStock()
    {
        lock (_requestGate)
        {
            _isTakingStock = false;
            _next = 0;
        }
    }

    private bool TryTakeRequest(out PageRange range)
    {
        lock (_requestGate)
        {
            return _requests.TryDequeue(out range);
        }
    }

    /// <summary>Sends all that waits. The first page is the grant: with it the guest runs on the other side.</summary>
    private void PushPages()
    {
        Debug.Assert(_link is not null, "pages go over a connection");

        // What was sent before the switch is no base any more: the guest writes over it.
        _sent = null;
        _meter.PostCopyPages ??= 0;
        _next = 0;
        bool isGranted = false;
        uint grant = _link.Encoder.FrameCount;
        while (true)
        {
            int count = TryTakeRequest(out PageRange range) ? PushRange(range) : PushSome();
            if (count == 0 && !_waiting.TryFindNext(default, out _))
            {
                return;
            }

            if (count > 0 && !isGranted)
            {
                isGranted = true;
                _link.WaitFor(StreamFrameKind.Pages, grant);
                EndActivation();
            }
        }
    }

    private int PushSome()
    {
        int count = 0;
        while (count < PushPagesAtOnce)
        {
            int sent = SendBatch((ulong)(PushPagesAtOnce - count));
            if (sent == 0)
            {
                _next = 0;
                break;
            }

            count += sent;
        }

        _link!.Send();
        _meter.PostCopyPages += (ulong)count;
        return count;
    }

    /// <summary>Sends what is asked for, as far as it was not sent yet, and goes on behind it.</summary>
    private int PushRange(PageRange range)
    {
        int count = 0;
        for (ulong page = range.Start.Value; page < range.End.Value && count < PushPagesAtOnce; page++)
        {
            if (_waiting.IsDirty(new GuestFrameNumber(page)))
            {
                _next = page;
                count += SendBatch(1);
            }
        }

        _link!.Send();
        _meter.PostCopyPages += (ulong)count;
        _meter.RequestedPages += (ulong)count;
        return count;
    }

    private void EndActivation()
    {
        if (_meter.Downtime.Activation == 0)
        {
            _meter.EndPart(static (parts, time) => parts with { Activation = time });
        }
    }
}
