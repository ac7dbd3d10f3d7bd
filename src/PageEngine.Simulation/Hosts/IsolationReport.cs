namespace PageEngine.Simulation;

/// <summary>What it costs that machines of different domains do not share, in frames.</summary>
/// <remarks>
/// Counted from the contents that are in memory at the moment, of machines whose pages may be merged; pages in swap or
/// compressed save nothing. What a scan would save is what it saves once it has seen every page and no page is written.
/// </remarks>
public readonly record struct IsolationReport
{
    /// <summary>The pages that have a frame, or gave theirs back because they hold zeros.</summary>
    public ulong Pages { get; init; }

    /// <summary>Frames that sharing saves now.</summary>
    public ulong SavedNow { get; init; }

    /// <summary>Frames that a scan would save with the domains as they are.</summary>
    public ulong SavedAsConfigured { get; init; }

    /// <summary>Frames that a scan would save if every machine could share with every other.</summary>
    public ulong SavedWithoutDomains { get; init; }

    /// <summary>Frames that a scan would save if every machine shared with itself alone.</summary>
    public ulong SavedApart { get; init; }

    /// <summary>Frames that a scan would save by pages of zeros alone, as in the secure mode.</summary>
    public ulong SavedByZeroPages { get; init; }

    /// <summary>What the domains, or the secure mode, cost: frames that would be saved without them, and are not.</summary>
    public ulong CostOfDomains => SavedWithoutDomains - SavedAsConfigured;

    /// <summary>What it would cost to keep every machine apart.</summary>
    public ulong CostOfApart => SavedWithoutDomains - SavedApart;
}
