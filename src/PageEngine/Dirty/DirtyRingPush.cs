namespace PageEngine;

/// <summary>What became of a page that was pushed to a <see cref="DirtyRing"/>.</summary>
public enum DirtyRingPush
{
    /// <summary>It is in the ring.</summary>
    Pushed,

    /// <summary>
    /// It is in the ring, which is full up to the reserve: the vCPU must stop until the ring was reset.
    /// </summary>
    SoftFull,

    /// <summary>
    /// It is not in the ring, which has no room; the page must be logged elsewhere or pushed again after a reset.
    /// </summary>
    Full,
}
