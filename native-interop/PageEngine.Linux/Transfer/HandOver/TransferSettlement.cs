using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>
/// Settles a transfer whose source was killed: its receiver may have everything and wait for its word.
/// </summary>
/// <remarks>
/// Whoever has the source's record open knows that the source is dead, and its copy of the guest with it. So a receiver
/// that has everything is given the guest, whether the source had come to that or not.
/// </remarks>
public static class TransferSettlement
{
    /// <summary>Gives the guest of the record's last attempt to its receiver, if that has all of it.</summary>
    /// <param name="connection">A connection to the receiver; closed at the end.</param>
    /// <param name="record">The record of the dead source.</param>
    /// <param name="options">Key and patience; the defaults if null.</param>
    /// <returns>
    /// What the receiver knows of the guest now: complete if it runs there; unknown or gone if it died with the source
    /// or after; active if it runs there and lacks pages that died with the source.
    /// </returns>
    /// <exception cref="IOException">
    /// The connection failed, the receiver refused, or the record names no attempt.
    /// </exception>
    public static HandOverState Settle(
        TransferConnection connection, HandOverRecord record, TransferOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(record);
        options ??= new TransferOptions();
        using (connection)
        {
            HandOverEntry entry = record.Last ?? throw new TransferRefusedException("the record names no transfer");
            connection.SetTimeouts(options.AnswerTimeout, options.AnswerTimeout);
            TransferVerdict verdict = TransferHandshake.Introduce(
                connection, new TransferGreeting(TransferPurpose.Resume, entry.Id, Guid.Empty), options.Key);
            if (verdict.State is not (HandOverState.Prepared or HandOverState.Active))
            {
                return verdict.State;
            }

            record.Write(entry with { State = HandOverState.Active });
            return Grant(connection, entry, options, verdict.State);
        }
    }

    private static HandOverState Grant(
        TransferConnection connection, HandOverEntry entry, TransferOptions options, HandOverState known)
    {
        using SenderLink link = new(
            connection, new PageEncoder(), entry.PageCount, static _ => { }, options);
        link.Greet(StreamHello.Create(StreamFeatures.None, entry.Id));
        link.Encoder.WriteLayout(MemoryLayout.Contiguous(entry.PageCount));
        link.Confirm(StreamFrameKind.Layout);
        link.Encoder.WriteStop();
        link.Encoder.WriteCommit();
        try
        {
            link.Confirm(StreamFrameKind.Commit);
        }
        catch (TransferLinkException) when (known == HandOverState.Active)
        {
            return known;
        }

        link.Encoder.WriteEnd();
        link.Confirm(StreamFrameKind.End);
        return HandOverState.Complete;
    }
}
