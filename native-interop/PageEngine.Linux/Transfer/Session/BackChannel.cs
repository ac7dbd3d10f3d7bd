using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>The way back on a source: a thread reads confirmations and requests as they come.</summary>
/// <remarks>All members may be called on any thread.</remarks>
internal sealed class BackChannel : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _changed = new();
    private readonly FrameReader _reader;
    private readonly Action<PageRange> _requested;
    private readonly TimeSpan _patience;
    private readonly Thread _thread;
    private readonly Dictionary<StreamFrameKind, uint> _confirmed = [];
    private StreamHello? _hello;
    private IOException? _failure;

    /// <param name="connection">The connection to read.</param>
    /// <param name="pageCount">The pages of the guest.</param>
    /// <param name="requested">Is told which pages are asked for, on the reading thread.</param>
    /// <param name="patience">How long an answer is waited for.</param>
    internal BackChannel(TransferConnection connection, ulong pageCount, Action<PageRange> requested, TimeSpan patience)
    {
        _reader = new FrameReader(connection.Stream, new PageStreamDecoder(StreamDirection.ToSource, pageCount));
        _requested = requested;
        _patience = patience;
        _thread = new Thread(Read) { IsBackground = true, Name = "transfer: answers" };
        _thread.Start();
    }

    /// <summary>Waits for the other side's introduction.</summary>
    /// <exception cref="IOException">
    /// The connection failed, the other side cancelled, or nothing came in time.
    /// </exception>
    internal StreamHello WaitForHello()
    {
        StreamHello hello = default;
        WaitUntil(() =>
        {
            hello = _hello.GetValueOrDefault();
            return _hello is not null;
        });
        return hello;
    }

    /// <summary>Waits until a frame is confirmed.</summary>
    /// <exception cref="IOException">
    /// The connection failed, the other side cancelled, or nothing came in time.
    /// </exception>
    internal void WaitFor(StreamFrameKind kind, uint sequence) =>
        WaitUntil(() => _confirmed.TryGetValue(kind, out uint confirmed) && confirmed >= sequence);

    /// <summary>Throws if the connection has failed or the other side has cancelled.</summary>
    internal void ThrowIfFailed()
    {
        lock (_gate)
        {
            ThrowFailure();
        }
    }

    /// <summary>After a failure: what the receiver said before it closed the connection; null if nothing.</summary>
    internal string? WaitForRefusal()
    {
        _thread.Join(LastWords);
        lock (_gate)
        {
            return (_failure as TransferRefusedException)?.Message;
        }
    }

    public void Dispose()
    {
        _thread.Join();
        _changed.Dispose();
    }

    private void WaitUntil(Func<bool> isDone)
    {
        while (true)
        {
            lock (_gate)
            {
                // What was confirmed before the connection failed counts.
                if (isDone())
                {
                    return;
                }

                ThrowFailure();
                _changed.Reset();
            }

            if (!_changed.Wait(_patience))
            {
                throw new TransferLinkException("the receiver gave no answer in time");
            }
        }
    }

    private void ThrowFailure()
    {
        if (_failure is TransferRefusedException)
        {
            throw new TransferRefusedException(_failure.Message);
        }

        if (_failure is not null)
        {
            throw new TransferLinkException(_failure.Message, _failure);
        }
    }

    private void Read()
    {
        IOException failure;
        try
        {
            while (_reader.TryRead(out StreamFrame frame))
            {
                Take(frame);
            }

            failure = new TransferLinkException("the receiver closed the connection");
        }
        catch (IOException exception)
        {
            failure = exception;
        }
        catch (ObjectDisposedException)
        {
            failure = new TransferLinkException("the connection was closed");
        }

        Change(() => _failure = failure);
    }

    private void Take(StreamFrame frame)
    {
        switch (frame.Kind)
        {
            case StreamFrameKind.Hello:
                StreamHello hello = frame.AsHello();
                Change(() => _hello = hello);
                break;
            case StreamFrameKind.Acknowledge:
                StreamAcknowledgement confirmed = frame.AsAcknowledgement();
                Change(() => _confirmed[confirmed.Kind] = confirmed.Sequence);
                break;
            case StreamFrameKind.Request:
                PageRanges ranges = frame.AsRanges();
                for (int i = 0; i < ranges.Count; i++)
                {
                    _requested(ranges[i]);
                }

                break;
            default:
                string reason = RemoteText.Clean(frame.AsAbort().Reason);
                throw new TransferRefusedException($"the receiver cancelled: {reason}");
        }
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            _changed.Set();
        }
    }
}
