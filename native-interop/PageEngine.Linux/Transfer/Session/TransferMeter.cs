using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>Counts what a source does, for its report.</summary>
internal sealed class TransferMeter(TransferClock clock)
{
    private readonly long _begin = clock.Now;
    private readonly List<TransferRound> _rounds = [];
    private readonly EncodingStatistics _pages = new();
    private ulong _wireBytes;
    private ulong _zero;
    private ulong _delta;
    private ulong _reference;
    private long _mark;

    internal TransferDowntime Downtime { get; private set; }

    internal ulong RemainingPages { get; set; }

    internal ulong? PostCopyPages { get; set; }

    internal ulong RequestedPages { get; set; }

    internal int Reconnects { get; set; }

    /// <summary>The nanoseconds since the transfer began.</summary>
    internal long Elapsed => clock.Now - _begin;

    internal void EndRound(MigrationRound round, EncodingStatistics pages)
    {
        ulong zero = pages.PagesOf(PageEncoding.Zero) + pages.PagesOf(PageEncoding.SameFilled);
        ulong delta = pages.PagesOf(PageEncoding.Delta);
        ulong reference = pages.PagesOf(PageEncoding.Reference);
        _rounds.Add(new TransferRound(round, zero - _zero, delta - _delta, reference - _reference));
        (_zero, _delta, _reference) = (zero, delta, reference);
    }

    /// <summary>Begins the downtime.</summary>
    internal void StartDowntime() => _mark = clock.Now;

    /// <summary>Ends a part of the downtime.</summary>
    internal void EndPart(Func<TransferDowntime, long, TransferDowntime> add)
    {
        long now = clock.Now;
        Downtime = add(Downtime, now - _mark);
        _mark = now;
    }

    /// <summary>Counts what went over a connection that is not used any more.</summary>
    internal void Add(PageStreamEncoder encoder)
    {
        _pages.Merge(encoder.Pages);
        _wireBytes += encoder.BytesWritten;
    }

    internal TransferReport Report(TransferOutcome outcome, MigrationStage stage, string reason, Guid id) => new()
    {
        Outcome = outcome,
        Stage = stage,
        Reason = reason,
        Id = id,
        Rounds = [.. _rounds],
        TotalNanoseconds = Elapsed,
        Downtime = Downtime,
        WireBytes = _wireBytes,
        Pages = _pages,
        RemainingPages = RemainingPages,
        PostCopyPages = PostCopyPages,
        RequestedPages = RequestedPages,
        Reconnects = Reconnects,
    };
}
