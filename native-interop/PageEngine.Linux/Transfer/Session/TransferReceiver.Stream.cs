using System.Diagnostics;
using PageEngine.Migration;

namespace PageEngine.Linux;

/// <content>The page stream, frame by frame.</content>
public sealed partial class TransferReceiver : IPageReferenceResolver
{
    private readonly Lock _replyGate = new();
    private readonly byte[] _placed = new byte[Page.Size];
    private ReceiverReply? _reply;
    private bool _isConnectionGranted;

    bool IPageReferenceResolver.TryResolve(PageReference reference, Span<byte> page) =>
        State == HandOverState.Receiving
        && reference.GuestId == 0
        && reference.GuestFrame.Value < _pageCount
        && _memory.GetPage(reference.GuestFrame).TryCopyTo(page);

    private void Receive(TransferConnection connection, bool isResumed)
    {
        connection.SetTimeouts(_options.IdleTimeout, _options.IdleTimeout);
        FrameReader reader = new(connection.Stream, new PageStreamDecoder(StreamDirection.ToDestination));
        ReceiverReply reply = new(connection.Stream);
        PageDecoder? pages = null;
        try
        {
            bool isCommitted = false;
            while (reader.TryRead(out StreamFrame frame))
            {
                if (frame.Kind == StreamFrameKind.Hello)
                {
                    StreamHello hello = frame.AsHello();
                    pages = new PageDecoder(this, hello.FingerprintSeed);
                    Greet(hello, reply);
                }
                else if (!isCommitted)
                {
                    isCommitted = TakeBeforeCommit(frame, pages!, reply, isResumed);
                }
                else if (TakeAfterCommit(frame, pages!, reply))
                {
                    return;
                }

                if (frame.Kind == StreamFrameKind.Abort)
                {
                    return;
                }
            }

            throw new TransferLinkException("the source closed the connection before the end");
        }
        catch (TransferRefusedException refusal)
        {
            reply.TryAbort(refusal.Message);
            throw;
        }
        finally
        {
            pages?.Dispose();
        }
    }

    private void Greet(StreamHello hello, ReceiverReply reply)
    {
        if (hello.StreamId != _id)
        {
            throw new TransferRefusedException("the stream is another one than the one that was announced");
        }

        StreamFeatures features = StreamFeatures.Delta | StreamFeatures.Lz4 | StreamFeatures.Zstandard
            | StreamFeatures.Reference | (_options.AllowsPostCopy ? StreamFeatures.PostCopy : StreamFeatures.None);
        reply.Hello(StreamHello.Create(features, _id, hello.FingerprintSeed));
    }

    /// <returns>Whether it was the commit.</returns>
    private bool TakeBeforeCommit(StreamFrame frame, PageDecoder pages, ReceiverReply reply, bool isResumed)
    {
        bool isExpected = !isResumed || frame.Kind is StreamFrameKind.Layout or StreamFrameKind.Stop
            or StreamFrameKind.Commit or StreamFrameKind.Abort;
        if (!isExpected)
        {
            throw new TransferLinkException("a stream that was taken up again changes what is here already");
        }

        switch (frame.Kind)
        {
            case StreamFrameKind.Layout:
                Reserve(frame.AsLayout(), isResumed);
                reply.Acknowledge(frame);
                break;
            case StreamFrameKind.Pages:
                Store(frame.AsPages(), pages);
                break;
            case StreamFrameKind.RoundEnd:
                reply.Acknowledge(frame);
                break;
            case StreamFrameKind.State:
                _states.Add(frame.AsState());
                break;
            case StreamFrameKind.Pending:
                MarkMissing(frame.AsRanges());
                break;
            case StreamFrameKind.Abort:
                HearAbort(frame.AsAbort());
                break;
            case StreamFrameKind.Commit:
                Prepare(frame, reply, isResumed);
                return true;
            default:
                break;
        }

        return false;
    }

    /// <returns>Whether it was the end.</returns>
    private bool TakeAfterCommit(StreamFrame frame, PageDecoder pages, ReceiverReply reply)
    {
        bool isGrant = State == HandOverState.Prepared;
        if (isGrant)
        {
            Activate();
        }

        if (frame.Kind == StreamFrameKind.Pages)
        {
            Place(frame.AsPages(), pages);
            if (!_isConnectionGranted)
            {
                _isConnectionGranted = true;
                reply.Acknowledge(frame);
            }

            return false;
        }

        Debug.Assert(frame.Kind == StreamFrameKind.End, "nothing else has a place behind a commit");
        if (MissingPages > 0)
        {
            throw new TransferLinkException("the stream ends while pages are missing");
        }

        if (State == HandOverState.Active)
        {
            Complete();
        }

        reply.Acknowledge(frame);
        return true;
    }

    private void Reserve(MemoryLayout layout, bool isResumed)
    {
        if (layout.Ranges.Length != 1 || layout.Ranges[0].Start.Value != 0)
        {
            throw new TransferRefusedException("memory with holes cannot be received");
        }

        if (isResumed)
        {
            if (layout.PageCount != _pageCount)
            {
                throw new TransferRefusedException("the guest is of another size than the one here");
            }

            return;
        }

        if (layout.PageCount > _options.MaxMemory.Pages)
        {
            throw new TransferRefusedException(
                $"the guest has {ByteSize.FromPages(layout.PageCount)}, and at most {_options.MaxMemory} are taken");
        }

        if (_memory.Reserve(layout.PageCount) is { } reason)
        {
            throw new TransferRefusedException(reason);
        }

        _pageCount = layout.PageCount;
    }

    private void Store(PageBatch batch, PageDecoder pages)
    {
        if (PagesReceived < _pageCount)
        {
            Expect(batch);
        }

        foreach (PageEntry entry in batch)
        {
            // A page that was never touched is zero, and takes no memory as long as nobody writes to it.
            if (entry.Encoding == PageEncoding.Zero && PageContent.IsZero(_memory.GetPage(entry.Page)))
            {
                continue;
            }

            if (!pages.TryDecode(entry.Encoding, entry.Payload, _memory.GetPage(entry.Page)))
            {
                throw new TransferLinkException($"page {entry.Page.Value} is malformed, or refers to what is not here");
            }
        }

        PagesReceived += (ulong)batch.Count;
        Progress?.Invoke(PagesReceived);
    }

    /// <summary>Tells the memory which runs of pages are about to be filled; pages of zeros need nothing.</summary>
    private void Expect(PageBatch batch)
    {
        PageRange run = default;
        foreach (PageEntry entry in batch)
        {
            bool isFilled = entry.Encoding != PageEncoding.Zero;
            if (isFilled && run.Count > 0 && entry.Page == run.End)
            {
                run = run with { Count = run.Count + 1 };
                continue;
            }

            if (run.Count > 1)
            {
                _memory.Expect(run);
            }

            run = isFilled ? new PageRange(entry.Page, 1) : default;
        }

        if (run.Count > 1)
        {
            _memory.Expect(run);
        }
    }

    private void Place(PageBatch batch, PageDecoder pages)
    {
        foreach (PageEntry entry in batch)
        {
            // A page that is here may have been written since: it must not come again.
            if (_missing is null || !_missing.IsDirty(entry.Page))
            {
                throw new TransferLinkException($"page {entry.Page.Value} comes although it is not missing");
            }

            if (entry.Encoding == PageEncoding.Delta || !pages.TryDecode(entry.Encoding, entry.Payload, _placed))
            {
                throw new TransferLinkException($"page {entry.Page.Value} is malformed, or refers to what is not here");
            }

            _missing.Unmark(entry.Page);
            _memory.Place(entry.Page, _placed);
        }

        PagesReceived += (ulong)batch.Count;
        PostCopyPagesReceived += (ulong)batch.Count;
        Progress?.Invoke(PagesReceived);
    }

    private void MarkMissing(PageRanges ranges)
    {
        _missing ??= new DirtyBitmap(_pageCount);
        for (int i = 0; i < ranges.Count; i++)
        {
            _missing.Mark(ranges[i]);
        }
    }

    private void Prepare(StreamFrame commit, ReceiverReply reply, bool isResumed)
    {
        if (!isResumed)
        {
            EnterPostCopy(commit.IsPostCopyCommit);
            State = HandOverState.Prepared;
        }
        else if (commit.IsPostCopyCommit ? _missing is null : MissingPages > 0)
        {
            throw new TransferLinkException("the commit is of another kind than the one before");
        }
        else if (_missing is not null)
        {
            reply.RequestAll(_missing);
        }

        lock (_replyGate)
        {
            _reply = reply;
            _isConnectionGranted = false;
        }

        reply.Acknowledge(commit);
    }

    private void EnterPostCopy(bool isPostCopy)
    {
        if (!isPostCopy)
        {
            if (_missing is not null)
            {
                throw new TransferLinkException("pages are missing, and the commit does not say that they follow");
            }

            return;
        }

        if (!_options.AllowsPostCopy)
        {
            throw new TransferRefusedException("post-copy is not allowed here");
        }

        _missing ??= new DirtyBitmap(_pageCount);
        if (_memory.EnterPostCopy(_missing, Request) is { } reason)
        {
            throw new TransferRefusedException(reason);
        }

        _isInPostCopy = true;
    }

    /// <summary>Asks for pages that the guest waits for; without a connection, the next one asks for all.</summary>
    private void Request(PageRange range)
    {
        lock (_replyGate)
        {
            _reply?.TryRequest(range);
        }
    }

    private void HearAbort(StreamAbort abort)
    {
        if (State is HandOverState.Receiving or HandOverState.Prepared)
        {
            Discard();
        }

        throw new TransferLinkException($"the source cancelled: {RemoteText.Clean(abort.Reason)}");
    }
}
