namespace PageEngine.Simulation;

/// <summary>A host at a moment, and what happened on it since the sample before.</summary>
public readonly record struct HostSample
{
    /// <summary>The name of the host.</summary>
    public string Host { get; init; }

    /// <summary>The host at the moment of the sample.</summary>
    public HostMeasure Measure { get; init; }

    /// <summary>The part of the processors' time that was used by machines and the hypervisor, 0 to 1.</summary>
    public double CpuShare { get; init; }

    /// <summary>The part of the time in which the swap device moved data, 0 to 1.</summary>
    public double DiskBusyShare { get; init; }

    /// <summary>
    /// Accesses in a second that needed the hypervisor: first touches, shared, compressed and swapped pages.
    /// </summary>
    public double FaultsPerSecond { get; init; }

    /// <summary>Private copies of shared frames in a second.</summary>
    public double BreaksPerSecond { get; init; }
}
