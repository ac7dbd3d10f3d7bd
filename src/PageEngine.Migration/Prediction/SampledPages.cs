using System.Diagnostics;

namespace PageEngine.Migration;

/// <summary>A guest page by page: every write is drawn, every page has its place and waits in a bitmap.</summary>
/// <remarks>
/// <para>
/// The working set lies at the start of the memory; pages of zeros and pages that the destination holds are drawn behind
/// it first. Pages are sent in the order of their addresses, round and round, as hypervisors do.
/// </para>
/// <para>
/// Of a memory with more pages than the sample may have, a page of the sample stands for several: pages, writes and cache
/// are fewer by the same factor, and what is left, sent and asked for is in true pages again.
/// </para>
/// </remarks>
internal sealed class SampledPages : PredictedPages, IDisposable
{
    private const byte Plain = 0;
    private const byte Zero = 1;
    private const byte Reference = 2;

    private readonly PredictionRequest _request;
    private readonly PageSample _sample;
    private readonly SampledWriter _writer;
    private readonly PageCosts _costs;
    private readonly DirtyBitmap _waiting;
    private readonly byte[] _kinds;
    private readonly XbzrleCacheModel? _cache;
    private SeededDraws _draws;
    private ulong _remaining;
    private ulong _waitingBehind;
    private ulong _remainingBehind;
    private ulong _cursor;
    private bool _isFirstPass = true;

    internal SampledPages(PredictionRequest request, DirtyModel model, ulong seed, ulong mostPages)
    {
        _request = request;
        _draws = new SeededDraws(seed);
        _costs = PageCosts.Of(request);
        ulong pages = request.Memory.Pages;
        _sample = PageSample.Of(pages, Math.Clamp((ulong)Math.Ceiling(model.WorkingSetPages), 1, pages), mostPages);
        _writer = new SampledWriter(request, model, _sample, seed);
        _waiting = new DirtyBitmap(_sample.Pages);
        _waiting.MarkAll();
        _remaining = pages;
        _waitingBehind = _sample.BehindPages;
        _remainingBehind = pages - _sample.TruePagesInSet(_sample.SetPages, withFirst: true);
        _kinds = new byte[_sample.Pages];
        if (request.XbzrleCache is { Pages: > 0 } cache)
        {
            _cache = new XbzrleCacheModel(Math.Max(cache.Pages / _sample.SetWeight, 1), _sample.SetPages);
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
            ulong page = TakeNext(out ulong count);
            double cost = 0;
            switch (_kinds[page])
            {
                case Zero:
                    zero += count;
                    cost = _costs.Zero;
                    break;
                case Reference:
                    reference += count;
                    cost = _costs.Reference;
                    break;
                case Plain when TryDelta(page, allowDelta, out cost):
                    delta += count;
                    break;
                default:
                    normal += count;
                    cost = _costs.Normal;
                    break;
            }

            linkBytes += cost * count;
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
        ulong waitingInSet = _waiting.CountDirty() - _waitingBehind;
        _remaining = _remainingBehind + _sample.TruePagesInSet(waitingInSet, _waiting.IsDirty(default));
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

    private ulong TakeNext(out ulong truePages)
    {
        bool isFound = _waiting.TryFindNext(new GuestFrameNumber(_cursor), out GuestFrameNumber page)
            || _waiting.TryFindNext(default, out page);
        Debug.Assert(isFound, "pages remain");
        _waiting.Unmark(page);
        truePages = _sample.TruePagesOf(page.Value);
        _remaining -= truePages;
        if (page.Value >= _sample.SetPages)
        {
            _waitingBehind--;
            _remainingBehind -= truePages;
        }

        _cursor = page.Value + 1 == (ulong)_kinds.Length ? 0 : page.Value + 1;
        return page.Value;
    }

    /// <summary>Gives a kind to plain pages: each group of them of one size is as likely as any other.</summary>
    private void Scatter(byte kind, ulong truePages)
    {
        ulong set = _sample.SetPages;
        ulong free = CountPlain(set, _sample.Pages);
        ulong behind = Math.Min(Quotient(truePages, _sample.BehindWeight), free);
        Scatter(kind, behind, set, _sample.Pages, free);
        if (behind == free)
        {
            ulong left = truePages - Math.Min(truePages, behind * _sample.BehindWeight);
            free = CountPlain(0, set);
            Scatter(kind, Math.Min(Quotient(left, _sample.SetWeight), free), 0, set, free);
        }
    }

    private static ulong Quotient(ulong pages, ulong weight) => (pages + (weight / 2)) / weight;

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
