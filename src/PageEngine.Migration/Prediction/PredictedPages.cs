namespace PageEngine.Migration;

/// <summary>The pages of a predicted guest: which wait, and in which form they will travel.</summary>
internal abstract class PredictedPages
{
    private const ulong SeedOfItsOwn = 1;
    private const ulong MostSeededPages = 1 << 22;

    /// <summary>The pages that wait.</summary>
    internal abstract ulong Remaining { get; }

    /// <summary>Sends pages until a slice is used up, at least one if any waits.</summary>
    /// <param name="sliceBytes">What the link moves in the slice; infinite for all.</param>
    /// <param name="allowDelta">Whether deltas may be sent.</param>
    /// <param name="linkBytes">What the pages took of the link.</param>
    internal abstract PredictedPageCounts Send(double sliceBytes, bool allowDelta, out double linkBytes);

    /// <summary>Adds what was written in a window of the guest's time to what waits.</summary>
    internal abstract void Sync(double fromSeconds, double toSeconds);

    internal static PredictedPages Of(PredictionRequest request, DirtyModel writer)
    {
        if (request.Seed is { } seed)
        {
            return new SampledPages(request, writer, seed, MostSeededPages);
        }

        return request.Overlap is null && NeedsPlaces(request)
            ? new SampledPages(request, writer, SeedOfItsOwn, request.MostSampledPages)
            : new ExpectedPages(request, writer);
    }

    /// <summary>Whether it matters where pages lie: expected numbers alone are off where kinds of pages are not alike.</summary>
    private static bool NeedsPlaces(PredictionRequest request) => request.Writer is null
        && (request.ZeroFraction > 0
            || request.SwitchoverBandwidthBytesPerSecond is not null
            || request.XbzrleCache is not null
            || request.Pattern == WritePattern.HotCold);

    internal static DirtyModel WriterOf(PredictionRequest request)
    {
        if (request.Writer is { } writer)
        {
            return writer;
        }

        ulong pages = Math.Clamp(request.WorkingSet?.Pages ?? PagesWithContent(request), 1, request.Memory.Pages);
        double rate = request.DirtyPagesPerSecond;
        return request.Pattern switch
        {
            WritePattern.Sequential => new SequentialDirtyModel(pages, rate),
            WritePattern.HotCold when pages > 1 =>
                MixtureDirtyModel.HotCold(pages, rate, request.HotFraction, request.HotShare),
            _ => new UniformDirtyModel(pages, rate),
        };
    }

    // A guest of nothing but zeros that writes may write to all of them.
    private static ulong PagesWithContent(PredictionRequest request)
    {
        ulong zero = (ulong)Math.Round(request.Memory.Pages * request.ZeroFraction);
        return zero == request.Memory.Pages ? request.Memory.Pages : request.Memory.Pages - zero;
    }
}
