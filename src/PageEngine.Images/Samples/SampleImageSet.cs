namespace PageEngine.Images;

/// <summary>The sample images that were written, with what there is to find in them.</summary>
public sealed record SampleImageSet
{
    /// <summary>Three guests of one system: a raw dump, a sparse raw dump and an ELF core.</summary>
    public required IReadOnlyList<SampleImage> Images { get; init; }

    /// <summary>A later raw dump of the guest of the first image.</summary>
    public required SampleImage Later { get; init; }

    /// <summary>What a scan of <see cref="Images"/> together must find.</summary>
    public required SampleTotals Totals { get; init; }

    /// <summary>What a comparison of the first image with <see cref="Later"/> must find.</summary>
    public required SampleDifference Difference { get; init; }
}
