namespace PageEngine.Migration;

/// <summary>Which frames may follow which: the grammar of a page stream, for one direction.</summary>
/// <remarks>
/// <code>
/// to the destination   Hello Layout { RoundBegin { Pages } RoundEnd } Stop { Pages | State | Pending } Commit { Pages } End
///                      Pages behind the commit only if it says that post-copy follows; Abort in place of anything before
///                      the commit
/// to the source        Hello { Acknowledge | Request } and Abort in place of anything
/// </code>
/// </remarks>
internal struct StreamOrder(StreamDirection direction)
{
    private Place _place = Place.Start;
    private uint _round;

    private enum Place
    {
        Start,
        Greeted,
        Ready,
        InRound,
        Stopped,
        PostCopy,
        Committed,
        Over,
    }

    /// <summary>Goes on with a frame.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="argument">The number of a round, or 1 for a commit before post-copy; else 0.</param>
    /// <returns>Whether it has a place here; if not, the place stays.</returns>
    internal bool TryMove(StreamFrameKind kind, uint argument)
    {
        Place? next = direction == StreamDirection.ToSource ? FromDestination(kind) : FromSource(kind, argument);
        _place = next ?? _place;
        return next is not null;
    }

    private readonly Place? FromDestination(StreamFrameKind kind) => (_place, kind) switch
    {
        (Place.Start, StreamFrameKind.Hello) => Place.Ready,
        (Place.Ready, StreamFrameKind.Acknowledge or StreamFrameKind.Request) => Place.Ready,
        (Place.Start or Place.Ready, StreamFrameKind.Abort) => Place.Over,
        _ => null,
    };

    private Place? FromSource(StreamFrameKind kind, uint argument)
    {
        switch (_place, kind)
        {
            case (Place.Start, StreamFrameKind.Hello):
                return Place.Greeted;
            case (Place.Greeted, StreamFrameKind.Layout):
                return Place.Ready;
            case (Place.Ready, StreamFrameKind.RoundBegin) when argument == _round:
                return Place.InRound;
            case (Place.InRound, StreamFrameKind.Pages):
                return Place.InRound;
            case (Place.InRound, StreamFrameKind.RoundEnd) when argument == _round:
                _round++;
                return Place.Ready;
            case (Place.Ready or Place.InRound, StreamFrameKind.Stop):
                return Place.Stopped;
            case (Place.Stopped, StreamFrameKind.Pages or StreamFrameKind.State or StreamFrameKind.Pending):
                return Place.Stopped;
            case (Place.Stopped, StreamFrameKind.Commit):
                return argument == 0 ? Place.Committed : Place.PostCopy;
            case (Place.PostCopy, StreamFrameKind.Pages):
                return Place.PostCopy;
            case (Place.PostCopy or Place.Committed, StreamFrameKind.End):
                return Place.Over;
            case ( < Place.PostCopy, StreamFrameKind.Abort):
                return Place.Over;
            default:
                return null;
        }
    }
}
