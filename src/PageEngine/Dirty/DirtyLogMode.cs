namespace PageEngine;

/// <summary>Who writes to a <see cref="DirtyLog"/>.</summary>
public enum DirtyLogMode
{
    /// <summary>One thread marks and harvests, or the caller serialises them: a simulated or a paused guest.</summary>
    SingleWriter,

    /// <summary>Any number of threads mark while others harvest: a running guest.</summary>
    Concurrent,
}
