namespace PageEngine.Simulation;

/// <summary>A virtual machine at a moment, and what happened to it since the sample before.</summary>
public readonly record struct GuestSample
{
    /// <summary>The name of the host that it is on.</summary>
    public string Host { get; init; }

    /// <summary>The name of the machine.</summary>
    public string Guest { get; init; }

    /// <summary>The machine at the moment of the sample.</summary>
    public MachineMeasure Measure { get; init; }

    /// <summary>The pages in the guest's own swap.</summary>
    public ulong GuestSwapPages { get; init; }

    /// <summary>
    /// Pages in a second that were decompressed, or read from the host's swap, because they were touched.
    /// </summary>
    public double MajorFaultsPerSecond { get; init; }

    /// <summary>Pages in a second that came back soon after the host had swapped them.</summary>
    public double RefaultsPerSecond { get; init; }

    /// <summary>Pages in a second that the guest read from its own swap.</summary>
    public double GuestFaultsPerSecond { get; init; }

    /// <summary>Pages in a second that the guest paged out while the host had them in its swap.</summary>
    public double DoublePagingPerSecond { get; init; }

    /// <summary>The part of its processors' time that they stood still for the host's devices, 0 to 1.</summary>
    public double StallShare { get; init; }

    /// <summary>Accesses in a second that its tasks made.</summary>
    public double WorkPerSecond { get; init; }
}
