using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>The way back on a receiver.</summary>
/// <remarks>
/// All members may be called on any thread: the guest's threads ask for pages while frames are confirmed.
/// </remarks>
internal sealed class ReceiverReply
{
    private readonly Lock _gate = new();
    private readonly StreamOutput _output;
    private readonly PageStreamEncoder _encoder;

    internal ReceiverReply(Stream stream)
    {
        _output = new StreamOutput(stream);
        _encoder = new PageStreamEncoder(_output, StreamDirection.ToSource);
    }

    internal void Hello(StreamHello hello) => Write(() => _encoder.WriteHello(hello));

    internal void Acknowledge(StreamFrame frame) =>
        Write(() => _encoder.WriteAcknowledgement(new StreamAcknowledgement(frame.Kind, frame.Sequence)));

    /// <summary>Asks for all pages of a set, which may take many frames.</summary>
    internal void RequestAll(DirtyBitmap pages)
    {
        PageRange[] ranges = new PageRange[MemoryLayout.MaxRanges];
        int count = 0;
        foreach (PageRange range in pages.EnumerateRanges())
        {
            ranges[count++] = range;
            if (count == ranges.Length)
            {
                Write(() => _encoder.WriteRequest(ranges));
                count = 0;
            }
        }

        if (count > 0)
        {
            Write(() => _encoder.WriteRequest(ranges.AsSpan(0, count)));
        }
    }

    /// <summary>Asks for pages; a connection that failed is not worth a word, since its reader finds out.</summary>
    internal void TryRequest(PageRange range) => Try(() => _encoder.WriteRequest(range));

    /// <summary>Says that nothing comes of the move, and why.</summary>
    internal void TryAbort(string reason) => Try(() => _encoder.WriteAbort(new StreamAbort(0, reason)));

    private void Try(Action write)
    {
        try
        {
            Write(write);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException
            or InvalidOperationException)
        {
            // Said in the summaries above.
        }
    }

    private void Write(Action write)
    {
        lock (_gate)
        {
            write();
            _output.Send();
        }
    }
}
