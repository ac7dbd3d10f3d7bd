using System.Diagnostics;

namespace PageEngine.Migration;

/// <summary>A guest as expected numbers of whole pages.</summary>
/// <remarks>
/// What waits is of two kinds: pages of the first pass, of which some are zero or held by the destination, and pages that
/// were written since. Slices take of all kinds in proportion. Written pages are never zero.
/// </remarks>
internal sealed class ExpectedPages : PredictedPages
{
    private const double RoundingError = 1e-12;

    private readonly DirtyModel _writer;
    private readonly double _workingSet;
    private readonly ulong _memory;
    private readonly WriteOverlap _overlap;
    private readonly int _bytesPerWrite;
    private readonly double _cachePages;
    private PageCosts _costs;
    private ulong _zero;
    private ulong _reference;
    private ulong _plain;
    private ulong _dirty;

    // First-pass pages that wait and belong to the working set; it is spread evenly over the memory.
    private double _waitingInSet;

    // The part of an expected page that a sync could not count yet.
    private double _fraction;
    private double _cached;
    private double _hitShare;
    private bool _isFirstPass = true;

    internal ExpectedPages(PredictionRequest request, DirtyModel writer)
    {
        _writer = writer;
        _memory = request.Memory.Pages;
        _workingSet = Math.Min(writer.WorkingSetPages, _memory);
        _waitingInSet = _workingSet;
        _overlap = request.Overlap ?? WriteOverlap.Disjoint;
        _bytesPerWrite = request.BytesPerWrite;
        _cachePages = request.XbzrleCache?.Pages ?? 0;
        _costs = PageCosts.Of(request);
        _zero = (ulong)Math.Round(_memory * request.ZeroFraction);
        _reference = (ulong)Math.Round((_memory - _zero) * request.DuplicateFraction);
        _plain = _memory - _zero - _reference;
    }

    internal override ulong Remaining => FirstPass + _dirty;

    private ulong FirstPass => _zero + _reference + _plain;

    internal override PredictedPageCounts Send(double sliceBytes, bool allowDelta, out double linkBytes)
    {
        ulong waiting = Remaining;
        ulong count = CountFor(sliceBytes, waiting);
        ulong firstPass = FirstPass;
        ulong zero = Share(count, _zero, waiting);
        ulong reference = Share(count - zero, _reference, waiting - _zero);
        ulong dirty = Share(count - zero - reference, _dirty, waiting - _zero - _reference);
        ulong plain = count - zero - reference - dirty;
        Debug.Assert(plain <= _plain, "shares never exceed what there is");
        ulong delta = allowDelta && !_isFirstPass ? Math.Min((ulong)Math.Round(dirty * _hitShare), dirty) : 0;
        _zero -= zero;
        _reference -= reference;
        _plain -= plain;
        _dirty -= dirty;
        _waitingInSet *= firstPass == 0 ? 0 : (double)FirstPass / firstPass;
        if (!_isFirstPass)
        {
            // What was sent whole although the cache is in use is in it from now on, while there is room.
            _cached = Math.Min(_cached + (dirty - delta), Math.Min(_cachePages, _workingSet));
        }

        PredictedPageCounts sent = new(plain + dirty - delta, zero, delta, reference);
        linkBytes = _costs.LinkBytesOf(sent);
        return sent;
    }

    internal override void Sync(double fromSeconds, double toSeconds)
    {
        double distinct = Math.Min(_writer.DistinctPagesIn(fromSeconds, toSeconds), _workingSet);
        UpdateDeltas(_writer.WritesIn(fromSeconds, toSeconds), distinct);
        if (_overlap == WriteOverlap.Independent)
        {
            distinct *= Math.Max(0, 1 - ((_waitingInSet + _dirty) / _workingSet));
        }

        double added = Math.Min(distinct, Math.Max(0, _workingSet - _dirty)) + _fraction;
        ulong whole = Math.Min((ulong)added, _memory - Remaining);
        _fraction = added - Math.Floor(added);
        _dirty += whole;
        _isFirstPass = false;
    }

    // The cache is one of XBZRLE: it starts empty when the first pass is over, and a page that is in it travels as the
    // changes to what was sent last.
    private void UpdateDeltas(double writes, double distinct)
    {
        if (_cachePages == 0 || distinct <= 0)
        {
            return;
        }

        double deltaBytes = DeltaModel.ExpectedBytes(writes / distinct, _bytesPerWrite);
        _hitShare = DeltaModel.Fits(deltaBytes) ? _cached / _workingSet : 0;
        _costs = _costs.WithDelta(deltaBytes);
    }

    private ulong CountFor(double sliceBytes, ulong waiting)
    {
        if (waiting == 0 || double.IsPositiveInfinity(sliceBytes))
        {
            return waiting;
        }

        double hits = _isFirstPass ? 0 : _dirty * _hitShare;
        double bytes = ((_plain + _dirty - hits) * _costs.Normal)
            + (hits * _costs.Delta) + (_zero * _costs.Zero) + (_reference * _costs.Reference);
        // A page that fits but for a rounding error fits.
        double fitting = sliceBytes / bytes * waiting * (1 + RoundingError);
        return fitting >= waiting ? waiting : Math.Max((ulong)fitting, 1);
    }

    /// <summary>The part of a number of pages that falls on one kind of those that wait.</summary>
    private static ulong Share(ulong count, ulong kind, ulong waiting)
    {
        if (kind == 0 || count == 0)
        {
            return 0;
        }

        ulong share = (ulong)Math.Round((double)count * kind / waiting);
        // Neither more than there are, nor so few that the other kinds would have to give more than they have.
        ulong least = count > waiting - kind ? count - (waiting - kind) : 0;
        return Math.Clamp(share, least, Math.Min(kind, count));
    }
}
