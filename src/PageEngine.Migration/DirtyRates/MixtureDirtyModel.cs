namespace PageEngine.Migration;

/// <summary>Several writers, each with pages of its own; with two, hot and cold pages.</summary>
public sealed class MixtureDirtyModel : DirtyModel
{
    private readonly DirtyModel[] _parts;

    /// <summary>Makes a model of writers whose working sets do not overlap.</summary>
    /// <param name="parts">The writers; at least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public MixtureDirtyModel(params IReadOnlyList<DirtyModel> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
        {
            throw new ArgumentException("A mixture has at least one part.", nameof(parts));
        }

        _parts = [.. parts];
    }

    /// <inheritdoc/>
    public override double WorkingSetPages
    {
        get
        {
            double pages = 0;
            foreach (DirtyModel part in _parts)
            {
                pages += part.WorkingSetPages;
            }

            return pages;
        }
    }

    /// <inheritdoc/>
    public override double StationaryFromSeconds
    {
        get
        {
            double seconds = 0;
            foreach (DirtyModel part in _parts)
            {
                seconds = Math.Max(seconds, part.StationaryFromSeconds);
            }

            return seconds;
        }
    }

    /// <summary>Makes a model of a working set of which a part takes most of the writes.</summary>
    /// <param name="pages">The pages of the working set; at least 2.</param>
    /// <param name="writesPerSecond">The page writes a second; at least 0.</param>
    /// <param name="hotFraction">The part of the pages that is hot: over 0 and under 1; at least one page is.</param>
    /// <param name="hotShare">The share of the writes that hot pages take: 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static MixtureDirtyModel HotCold(
        ulong pages, double writesPerSecond, double hotFraction = 0.1, double hotShare = 0.9)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pages, 2UL);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hotFraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(hotFraction, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hotShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hotShare, 1);
        ulong hot = HotPagesOf(pages, hotFraction);
        return new MixtureDirtyModel(
            new UniformDirtyModel(hot, writesPerSecond * hotShare),
            new UniformDirtyModel(pages - hot, writesPerSecond * (1 - hotShare)));
    }

    internal static ulong HotPagesOf(ulong pages, double hotFraction) =>
        Math.Clamp((ulong)Math.Round(pages * hotFraction), 1, pages - 1);

    private protected override double Writes(double fromSeconds, double toSeconds)
    {
        double writes = 0;
        foreach (DirtyModel part in _parts)
        {
            writes += part.WritesIn(fromSeconds, toSeconds);
        }

        return writes;
    }

    private protected override double DistinctPages(double fromSeconds, double toSeconds)
    {
        double pages = 0;
        foreach (DirtyModel part in _parts)
        {
            pages += part.DistinctPagesIn(fromSeconds, toSeconds);
        }

        return pages;
    }
}
