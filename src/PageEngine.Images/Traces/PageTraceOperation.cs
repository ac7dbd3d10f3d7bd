namespace PageEngine.Images;

/// <summary>What a record of a page trace says that the guest did.</summary>
public enum PageTraceOperation
{
    /// <summary>Pages were read (<c>R</c>).</summary>
    Read = 0,

    /// <summary>
    /// Pages were written (<c>W</c>): they are dirty, and have the content of the token where there is one.
    /// </summary>
    Write = 1,

    /// <summary>Pages became pages of zeros (<c>Z</c>): a write whose content is known.</summary>
    Zero = 2,

    /// <summary>
    /// Pages were given up (<c>D</c>): balloon, free page reporting, an unmap. Nobody needs their content any more.
    /// </summary>
    Discard = 3,

    /// <summary>A count instead of pages (<c>S</c>): how much a period made dirty, without saying where.</summary>
    Sample = 4,
}
