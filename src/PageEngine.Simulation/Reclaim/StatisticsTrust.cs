namespace PageEngine.Simulation;

/// <summary>How far the statistics of a guest are believed.</summary>
public enum StatisticsTrust
{
    /// <summary>There are none.</summary>
    Missing = 0,

    /// <summary>They can be true, and are believed.</summary>
    Trusted = 1,

    /// <summary>They claim more than the pages that the host sees in use leave, and are believed up to there.</summary>
    Capped = 2,

    /// <summary>They are too old.</summary>
    Stale = 3,

    /// <summary>They claim what no guest of this size can have.</summary>
    Impossible = 4,

    /// <summary>The guest was caught too often, and is not believed any more.</summary>
    Distrusted = 5,
}
