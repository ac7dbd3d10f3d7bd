namespace PageEngine.Simulation;

/// <summary>What a balloon driver has done since the machine started.</summary>
public record struct BalloonCounters
{
    /// <summary>Pages that it took from the guest and gave to the host.</summary>
    public ulong Inflated { get; set; }

    /// <summary>Pages that it gave back to the guest.</summary>
    public ulong Deflated { get; set; }

    /// <summary>Those of them that it gave back because the guest would have run out of memory.</summary>
    public ulong DeflatedForMemory { get; set; }

    /// <summary>Pages that the guest wrote to its disk or its swap so that the driver got some.</summary>
    public ulong WrittenOut { get; set; }

    /// <summary>Times that the guest had no page for it.</summary>
    public ulong Shortages { get; set; }
}
