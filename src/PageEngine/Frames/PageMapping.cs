namespace PageEngine;

/// <summary>What a guest page stands for at this moment.</summary>
public enum PageMapping
{
    /// <summary>Never written, or given back; reads as zeros and has no frame.</summary>
    Absent,

    /// <summary>Zeros found by a scan; reads as zeros and has no frame.</summary>
    SharedZero,

    /// <summary>A frame of its own.</summary>
    Private,

    /// <summary>A frame that other pages map too; the first write makes a private copy.</summary>
    Shared,
}
