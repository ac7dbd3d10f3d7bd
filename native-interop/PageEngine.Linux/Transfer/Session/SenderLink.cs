using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>One connection of a source: the page stream out, and the way back.</summary>
internal sealed class SenderLink : IDisposable
{
    private readonly TransferConnection _connection;
    private readonly StreamOutput _output;
    private readonly BackChannel _back;

    internal SenderLink(
        TransferConnection connection, PageEncoder pages, ulong pageCount, Action<PageRange> requested,
        TransferOptions options)
    {
        _connection = connection;
        connection.SetTimeouts(Timeout.InfiniteTimeSpan, options.AnswerTimeout);
        _output = new StreamOutput(connection.Stream);
        Encoder = new PageStreamEncoder(_output, StreamDirection.ToDestination, pages, options.PagesPerFrame);
        _back = new BackChannel(connection, pageCount, requested, options.AnswerTimeout);
    }

    internal PageStreamEncoder Encoder { get; }

    /// <summary>Introduces both sides.</summary>
    internal StreamHello Greet(StreamHello hello)
    {
        Encoder.WriteHello(hello);
        Send();
        return hello.TryAgree(_back.WaitForHello(), out StreamHello agreed)
            ? agreed
            : throw new TransferRefusedException("the receiver speaks no version of the page stream that is spoken here");
    }

    /// <summary>Sends what was written so far, unfinished frames of pages too.</summary>
    internal void Send()
    {
        Encoder.Flush();
        _output.Send();
    }

    /// <summary>
    /// Sends a frame that a page has filled. What was written before the pages was sent, so a finished frame means that
    /// no other is open, whose place would move.
    /// </summary>
    internal void SendFinished()
    {
        if (_output.Filled > 0)
        {
            _output.Send();
        }
    }

    /// <summary>Sends all, the frame that was written last included, and waits until that one is confirmed.</summary>
    internal void Confirm(StreamFrameKind kind)
    {
        uint sequence = SendLast();
        _back.WaitFor(kind, sequence);
    }

    /// <summary>Waits until a frame is confirmed.</summary>
    internal void WaitFor(StreamFrameKind kind, uint sequence) => _back.WaitFor(kind, sequence);

    /// <summary>Sends all and says which number the last frame has.</summary>
    internal uint SendLast()
    {
        Send();
        return Encoder.FrameCount - 1;
    }

    internal void ThrowIfFailed() => _back.ThrowIfFailed();

    /// <summary>
    /// Why the connection failed: what the receiver said, if it said something, is better than what a write says.
    /// </summary>
    internal string Explain(Exception failure) => _back.WaitForRefusal() ?? failure.Message;

    public void Dispose()
    {
        _connection.Dispose();
        _back.Dispose();
    }
}
