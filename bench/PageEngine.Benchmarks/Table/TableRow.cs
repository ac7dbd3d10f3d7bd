namespace PageEngine.Benchmarks.Table;

/// <summary>One figure: ours, the peer's or the limit, and what was promised.</summary>
internal sealed record TableRow
{
    /// <summary>What was measured.</summary>
    public required string Figure { get; init; }

    /// <summary>The unit of both numbers.</summary>
    public required string Unit { get; init; }

    /// <summary>Our number: the median of the runs.</summary>
    public required double Ours { get; init; }

    /// <summary>Who the other number is from.</summary>
    public string? PeerName { get; init; }

    /// <summary>The other number: the median of the runs; absent where there is no peer on this machine.</summary>
    public double? Peer { get; init; }

    /// <summary>The number that the target speaks about; absent when it is our number itself.</summary>
    public double? Ratio { get; init; }

    /// <summary>What was promised, in words.</summary>
    public string Target { get; init; } = "";

    /// <summary>Whether it was kept; absent when it cannot be said on this machine.</summary>
    public bool? Reached { get; init; }

    /// <summary>What else has to be said, such as why there is no peer.</summary>
    public string? Note { get; init; }
}
