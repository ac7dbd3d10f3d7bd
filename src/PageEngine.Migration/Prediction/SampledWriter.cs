namespace PageEngine.Migration;

/// <summary>Draws the writes of a guest.</summary>
internal sealed class SampledWriter : IDisposable
{
    // From so many writes a page on, pages are drawn and not writes: each is written with its own chance.
    private const ulong MaxWritesPerPage = 4;

    private readonly DirtyModel _model;
    private readonly bool _isModelGiven;
    private readonly ulong _weight;
    private readonly WritePattern _pattern;
    private readonly double _hotShare;
    private readonly ulong _hotPages;
    private readonly DirtyBitmap _written;
    private SeededDraws _draws;
    private ulong _sweep;

    internal SampledWriter(PredictionRequest request, DirtyModel model, PageSample sample, ulong seed)
    {
        _model = model;
        _isModelGiven = request.Writer is not null;
        _pattern = request.Pattern;
        _hotShare = request.HotShare;
        _draws = new SeededDraws(~seed);
        _weight = sample.SetWeight;
        WorkingSetPages = sample.SetPages;
        _hotPages = WorkingSetPages > 1 ? MixtureDirtyModel.HotPagesOf(WorkingSetPages, request.HotFraction) : 1;
        _written = new DirtyBitmap(sample.Pages);
        // A guest that sweeps has done so for a while: it may be anywhere.
        _sweep = _draws.Below(WorkingSetPages);
    }

    internal ulong WorkingSetPages { get; }

    public void Dispose() => _written.Dispose();

    /// <summary>The pages written in a window of the guest's time. The caller clears the bitmap.</summary>
    internal DirtyBitmap Write(double fromSeconds, double toSeconds, XbzrleCacheModel? cache)
    {
        if (_isModelGiven)
        {
            double distinct = Math.Min(_model.DistinctPagesIn(fromSeconds, toSeconds) / _weight, WorkingSetPages);
            WriteEach(0, WorkingSetPages, distinct / WorkingSetPages, 1, cache);
            return _written;
        }

        ulong writes = _draws.Round(_model.WritesIn(fromSeconds, toSeconds) / _weight);
        if (_pattern == WritePattern.Sequential)
        {
            Sweep(writes, cache);
        }
        else if (_pattern == WritePattern.HotCold && WorkingSetPages > 1)
        {
            ulong hot = _draws.Round(writes * _hotShare);
            Scatter(0, _hotPages, Math.Min(hot, writes), cache);
            Scatter(_hotPages, WorkingSetPages - _hotPages, writes - Math.Min(hot, writes), cache);
        }
        else
        {
            Scatter(0, WorkingSetPages, writes, cache);
        }

        return _written;
    }

    private void Scatter(ulong first, ulong count, ulong writes, XbzrleCacheModel? cache)
    {
        if (writes / MaxWritesPerPage >= count)
        {
            double perPage = (double)writes / count;
            double chance = new UniformDirtyModel(count, writes).DistinctPagesIn(0, 1) / count;
            WriteEach(first, count, chance, (int)Math.Min(perPage, int.MaxValue), cache);
            return;
        }

        for (ulong i = 0; i < writes; i++)
        {
            Mark(first + _draws.Below(count), 1, cache);
        }
    }

    private void Sweep(ulong writes, XbzrleCacheModel? cache)
    {
        int perPage = (int)Math.Clamp(writes / WorkingSetPages, 1, int.MaxValue);
        ulong marks = Math.Min(writes, WorkingSetPages);
        ulong page = (_sweep + ((writes - marks) % WorkingSetPages)) % WorkingSetPages;
        for (ulong i = 0; i < marks; i++)
        {
            Mark(page, perPage, cache);
            page = page + 1 == WorkingSetPages ? 0 : page + 1;
        }

        _sweep = page;
    }

    private void WriteEach(ulong first, ulong count, double chance, int writes, XbzrleCacheModel? cache)
    {
        for (ulong page = first; page < first + count; page++)
        {
            if (_draws.Happens(chance))
            {
                Mark(page, writes, cache);
            }
        }
    }

    private void Mark(ulong page, int writes, XbzrleCacheModel? cache)
    {
        _written.Mark(new GuestFrameNumber(page));
        cache?.CountWrites(page, writes);
    }
}
