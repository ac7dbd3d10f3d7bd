namespace PageEngine.Migration;

/// <summary>The two directions of a migration's connection.</summary>
public enum StreamDirection
{
    /// <summary>From the source: pages and state.</summary>
    ToDestination = 0,

    /// <summary>From the destination: confirmations and requests.</summary>
    ToSource = 1,
}
