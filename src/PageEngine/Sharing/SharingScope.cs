namespace PageEngine;

/// <summary>Who may share a frame with whom.</summary>
public enum SharingScope
{
    /// <summary>Guests of one <see cref="SharingDomain"/>; the default, and with the default domain everybody.</summary>
    Domain,

    /// <summary>Every guest of the host, whatever its domain.</summary>
    Host,

    /// <summary>
    /// The secure mode: nobody shares a page that has content. Pages of zeros give their frames back, which tells
    /// nobody anything about another guest.
    /// </summary>
    ZeroPagesOnly,
}
