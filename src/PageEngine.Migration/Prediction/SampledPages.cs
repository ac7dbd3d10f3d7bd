using System.Diagnostics;

namespace PageEngine.Migration;

/// <summary>A guest page by page: every write is drawn, every page has its place and waits in a bitmap.</summary>
/// <remarks>
/// The working set lies at the start of the memory; pages of zeros and pages that the destination holds are drawn behind
/// it first. Pages are sent in the order of their addresses, round and round, as hypervisors do.
/// </remarks>
internal sealed class SampledPages : PredictedPages, IDisposable
{
    private const byte Plain = 0;
    private const byte Zero = 1;
    private const byte Reference = 2;

    private readonly PredictionRequest _request;
    private readonly SampledWriter _writer;
    private readonly PageCosts _costs;
    private readonly DirtyBitmap _waiting;
    private readonly byte[] _kinds;
    private readonly XbzrleCacheModel? _cache;
    private SeededDraws _draws;
    private ulong _remaining;
    private ulong _cursor;
    private bool _isFirstPass = true;

    internal SampledPages(PredictionRequest request, DirtyModel model, ulong seed)
    {
        _request = request;
        _draws = new SeededDraws(seed);
        _costs = PageCosts.Of(request);
        ulong pages = request.Memory.Pages;
        _writer = new SampledWriter(request, model, pages, seed);
        _waiting = new DirtyBitmap(pages);
        _waiting.MarkAll();
        _remaining = pages;
        _kinds = new byte[pages];
        if (request.XbzrleCache is { Pages: > 0 } cache)
        {
            _cache = new XbzrleCacheModel(cache.Pages, _writer.WorkingSetPages);
        }

        ulong zero = (ulong)Math.Round(pages * request.ZeroFraction);
        ulong held = (ulong)Math.Round((pages - zero) * request.DuplicateFraction);
        Scatter(Zero, zero);
        Scatter(Reference, held);
    }

    internal override ulong Remaining => _remaining;

    public void Dispose()
    {
        _waiting.Dispose();
        _writer.Dispose();
    }

    internal override PredictedPageCounts Send(double sliceBytes, bool allowDelta, out double linkBytes)
    {
        ulong normal = 0, zero = 0, delta = 0, reference = 0;
        linkBytes = 0;
        bool isFirst = true;
        while (_remaining > 0 && (isFirst || linkBytes + _costs.Normal <= sliceBytes))
        {
            isFirst = false;
            ulong page = TakeNext();
            switch (_kinds[page])
            {
                case Zero:
                    zero++;
                    linkBytes += _costs.Zero;
                    break;
                case Reference:
                    reference++;
                    linkBytes += _costs.Reference;
                    break;
                default:
                    if (TryDelta(page, allowDelta, out double cost))
                    {
                        delta++;
                        linkBytes += cost;
                    }
                    else
                    {
                        normal++;
                        linkBytes += _costs.Normal;
                    }

                    break;
            }
        }

        return new PredictedPageCounts(normal, zero, delta, reference);
    }

    internal override void Sync(double fromSeconds, double toSeconds)
    {
        DirtyBitmap written = _writer.Write(fromSeconds, toSeconds, _cache);
        foreach (PageRange range in written.EnumerateRanges())
        {
            _kinds.AsSpan((int)range.Start.Value, (int)range.Count).Clear();
        }

        _waiting.UnionWith(written);
        written.Clear();
        _remaining = _waiting.CountDirty();
        _isFirstPass = false;
        _cache?.StartRound();
    }

    private bool TryDelta(ulong page, bool allowDelta, out double cost)
    {
        cost = 0;
        if (_cache is null || _isFirstPass || !_cache.Visit(page, out int writes) || !allowDelta)
        {
            return false;
        }

        double bytes = DeltaModel.ExpectedBytes(writes, _request.BytesPerWrite);
        if (!DeltaModel.Fits(bytes))
        {
            return false;
        }

        cost = _costs.WithDelta(bytes).Delta;
        return true;
    }

    private ulong TakeNext()
    {
        bool isFound = _waiting.TryFindNext(new GuestFrameNumber(_cursor), out GuestFrameNumber page)
            || _waiting.TryFindNext(default, out page);
        Debug.Assert(isFound, "pages remain");
        _waiting.Unmark(page);
        _remaining--;
        _cursor = page.Value + 1 == (ulong)_kinds.Length ? 0 : page.Value + 1;
        return page.Value;
    }

    /// <summary>Gives a kind to plain pages: each group of them of one size is as likely as any other.</summary>
    private void Scatter(byte kind, ulong count)
    {
        ulong behind = _writer.WorkingSetPages;
        ulong free = CountPlain(behind, (ulong)_kinds.Length);
        ulong inFront = count > free ? count - free : 0;
        Scatter(kind, count - inFront, behind, (ulong)_kinds.Length, free);
        Scatter(kind, inFront, 0, behind, CountPlain(0, behind));
    }

    private void Scatter(byte kind, ulong count, ulong from, ulong to, ulong plain)
    {
        for (ulong page = from; page < to && count > 0; page++)
        {
            if (_kinds[page] != Plain)
            {
                continue;
            }

            if (_draws.Below(plain) < count)
            {
                _kinds[page] = kind;
                count--;
            }

            plain--;
        }
    }

    private ulong CountPlain(ulong from, ulong to) =>
        (ulong)_kinds.AsSpan((int)from, (int)(to - from)).Count(Plain);
}
