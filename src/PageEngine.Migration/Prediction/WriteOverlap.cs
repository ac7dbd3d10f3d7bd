namespace PageEngine.Migration;

/// <summary>What a prediction assumes of pages that are written while they wait to be sent.</summary>
/// <remarks>
/// It matters only for rules that take the dirty log before a round is at its end, as QEMU's does: a page that still
/// waits and was written again waits once.
/// </remarks>
public enum WriteOverlap
{
    /// <summary>
    /// There are none: what a sync finds is added to what waits, and only the working set bounds the sum. The upper
    /// bound, and the reckoning of the published table of policies.
    /// </summary>
    Disjoint = 0,

    /// <summary>
    /// Writes fall on waiting pages as on others: of the pages that a sync finds, those that wait already are expected to
    /// be the same part as in the working set.
    /// </summary>
    Independent = 1,
}
