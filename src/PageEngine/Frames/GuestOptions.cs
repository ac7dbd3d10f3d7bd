namespace PageEngine;

/// <summary>How a guest's memory is set up.</summary>
public sealed record GuestOptions
{
    /// <summary>Whom the guest may share pages with.</summary>
    public SharingDomain Domain { get; init; }

    /// <summary>The NUMA node that its frames come from while it has free ones.</summary>
    public int NumaNode { get; init; }

    /// <summary>Whether memory is given out in large pages of 2 MiB where a whole free one is to be had.</summary>
    public bool LargePages { get; init; }

    /// <summary>Who may mark the dirty log.</summary>
    public DirtyLogMode DirtyLogMode { get; init; } = DirtyLogMode.SingleWriter;
}
