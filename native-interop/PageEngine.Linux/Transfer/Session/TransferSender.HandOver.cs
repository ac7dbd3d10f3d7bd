using System.Diagnostics;
using PageEngine.Migration;

namespace PageEngine.Linux;

/// <content>The hand-over: who owns the guest, whatever fails.</content>
public sealed partial class TransferSender
{
    /// <summary>Hears that the receiver has everything, and writes down that the guest is its.</summary>
    private void Commit()
    {
        Debug.Assert(_link is not null, "the commit goes over a connection");
        _link.Encoder.WriteCommit(_isPostCopy);
        _isCommitSent = true;
        _link.Confirm(StreamFrameKind.Commit);
        if (!_isPostCopy)
        {
            _stages.TryFire(StageEvent.Advance);
        }

        _record?.Write(new HandOverEntry(Id, HandOverState.Active, _memory.PageCount));
        _isGiven = true;
        _stages.TryFire(_isPostCopy ? StageEvent.CommitToPostCopy : StageEvent.Advance);
        _meter.EndPart(static (parts, time) => parts with { Commit = time });
    }

    /// <summary>Brings a guest that was given away to its new owner, over as many connections as it takes.</summary>
    private TransferReport HandOver(Func<TransferConnection?> connect)
    {
        string reason = "the connection was lost after the guest was given away";
        while (true)
        {
            try
            {
                if (_link is not null)
                {
                    GrantAndFinish();
                    return Complete();
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                reason = exception.Message;
                CloseLink();
                if (_isPostCopy)
                {
                    _stages.TryFire(StageEvent.LinkLost);
                }
            }

            try
            {
                if (connect() is not { } connection)
                {
                    return End(_isPostCopy ? TransferOutcome.PostCopyPaused : TransferOutcome.InDoubt, reason);
                }

                if (AskAgain(connection) is { } answer)
                {
                    return answer;
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                reason = exception.Message;
                CloseLink();
            }
        }
    }

    /// <summary>Asks what became of the guest, and takes the stream up again if it is or can be there.</summary>
    /// <returns>The report if that ends the move.</returns>
    private TransferReport? AskAgain(TransferConnection connection)
    {
        _meter.Reconnects++;
        TransferVerdict verdict = Introduce(connection, TransferPurpose.Resume);
        switch (verdict.State)
        {
            case HandOverState.Prepared or HandOverState.Active or HandOverState.Complete:
                Resume(connection);
                return null;
            case HandOverState.Gone:
                connection.Dispose();
                return _isPostCopy
                    ? EndAs(MigrationStage.Lost, TransferOutcome.Lost, "the receiver died while pages were missing")
                    : EndAs(
                        MigrationStage.Completed, TransferOutcome.Completed, "the guest ran there; that process is gone");
            default:
                connection.Dispose();
                return verdict.Witness == _witness
                    ? TakeBack("the receiver has not run the guest and will not")
                    : throw new TransferLinkException(
                        "the receiver was started anew without its record, and cannot say what the one before did");
        }
    }

    private void Resume(TransferConnection connection)
    {
        OpenLink(connection);
        _link!.Encoder.WriteLayout(MemoryLayout.Contiguous(_memory.PageCount));
        _link.Confirm(StreamFrameKind.Layout);
        _link.Encoder.WriteStop();
        _link.Encoder.WriteCommit(_isPostCopy);
        TakeStock();
        _link.Confirm(StreamFrameKind.Commit);
        EndStock();
        if (_isPostCopy)
        {
            _stages.TryFire(StageEvent.LinkRestored);
        }
    }

    private void GrantAndFinish()
    {
        Debug.Assert(_link is not null, "the grant goes over a connection");
        if (_isPostCopy)
        {
            PushPages();
        }

        _link.Encoder.WriteEnd();
        _link.Confirm(StreamFrameKind.End);
    }

    private TransferReport Complete()
    {
        if (_meter.Downtime.Activation == 0)
        {
            _meter.EndPart(static (parts, time) => parts with { Activation = time });
        }

        _stages.TryFire(StageEvent.Advance);
        return EndAs(MigrationStage.Completed, TransferOutcome.Completed, "");
    }

    private TransferReport EndAs(MigrationStage stage, TransferOutcome outcome, string reason)
    {
        Debug.Assert(stage is MigrationStage.Completed or MigrationStage.Lost, "the guest is not here any more");
        if (Stage != stage)
        {
            _stages = new MigrationStageMachine(stage);
        }

        EndTracking();
        _record?.Write(new HandOverEntry(Id, HandOverState.Complete, _memory.PageCount));
        return End(outcome, reason);
    }

    /// <summary>The guest stays here: what was collected is given back, and the owner goes on.</summary>
    private TransferReport Cancel(string reason, Func<TransferConnection?> connect)
    {
        Debug.Assert(!_isGiven, "a guest that was given away is not simply kept");
        TryTell();
        CloseLink();
        GoOnHere();
        if (_isCommitSent)
        {
            TellLater(reason, connect);
        }

        return End(TransferOutcome.Cancelled, reason);
    }

    private TransferReport TakeBack(string reason)
    {
        CloseLink();
        _record?.Write(new HandOverEntry(Id, HandOverState.Unknown, _memory.PageCount));
        _isGiven = false;
        GoOnHere();
        return End(TransferOutcome.Cancelled, reason);
    }

    private void GoOnHere()
    {
        if (_isTracking)
        {
            _memory.GiveBack(_collected);
        }

        EndTracking();
        _stages = new MigrationStageMachine(MigrationStage.Cancelled);
        if (_isThrottled)
        {
            _owner.Throttle(0);
        }

        if (_isPaused)
        {
            _isPaused = false;
            _owner.Unpause();
        }
    }

    private void EndTracking()
    {
        if (_isTracking)
        {
            _isTracking = false;
            _memory.EndTracking();
        }
    }

    /// <summary>Tells the receiver that nothing comes of it, if it can be told.</summary>
    private void TryTell()
    {
        try
        {
            if (_link is not null)
            {
                _link.Encoder.WriteAbort(new StreamAbort(0, "the source cancelled"));
                _link.Send();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException
            or InvalidOperationException)
        {
            // It finds out when the connection ends.
        }
    }

    /// <summary>
    /// A receiver that has everything waits for the source's word, so it is told over a new connection; the guest is
    /// already going on here.
    /// </summary>
    private void TellLater(string reason, Func<TransferConnection?> connect)
    {
        try
        {
            if (connect() is not { } connection)
            {
                return;
            }

            if (Introduce(connection, TransferPurpose.Resume).State != HandOverState.Prepared)
            {
                connection.Dispose();
                return;
            }

            OpenLink(connection);
            _link!.Encoder.WriteAbort(new StreamAbort(0, reason));
            _link.Send();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // It keeps its copy until it is told that another attempt replaces this one.
        }
    }
}
