namespace PageEngine.Simulation;

/// <summary>Pages with the popularities of Zipf's law, scattered over a range of pages.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ZipfPages
{
    private readonly ZipfSampler _ranks;
    private readonly PagePermutation _clusters;
    private readonly uint _clusterPages;
    private readonly uint _clusteredPages;

    /// <summary>Scatters the ranks of some pages.</summary>
    /// <param name="pages">The pages, at least one.</param>
    /// <param name="exponent">The exponent of the law.</param>
    /// <param name="clusterPages">
    /// The pages of neighbouring ranks that lie side by side; the last of the ranks stay where they are if they fill no
    /// cluster.
    /// </param>
    /// <param name="key">What the places depend on.</param>
    internal ZipfPages(uint pages, double exponent, uint clusterPages, ulong key)
    {
        _clusterPages = Math.Min(clusterPages, pages);
        uint clusters = pages / _clusterPages;
        _clusteredPages = clusters * _clusterPages;
        _ranks = new ZipfSampler(pages, exponent);
        _clusters = new PagePermutation(clusters, StableHash.Combine(key, StableHash.Of("zipf")));
    }

    internal uint Next(ref RandomStream random) => PageOf(_ranks.Next(ref random));

    /// <summary>The page of a rank, the most popular being 0.</summary>
    internal uint PageOf(uint rank)
    {
        if (_clusterPages == 1)
        {
            return _clusters[rank];
        }

        return rank < _clusteredPages
            ? (_clusters[rank / _clusterPages] * _clusterPages) + (rank % _clusterPages)
            : rank;
    }
}
