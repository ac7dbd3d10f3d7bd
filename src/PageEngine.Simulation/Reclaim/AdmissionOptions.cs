namespace PageEngine.Simulation;

/// <summary>The host that an <see cref="AdmissionController"/> guards, and how strictly.</summary>
/// <remarks>Amounts are 4 KiB pages. Immutable, so safe for any number of threads.</remarks>
public sealed record AdmissionOptions
{
    /// <summary>The memory of the host.</summary>
    public required ulong HostPages { get; init; }

    /// <summary>What the host keeps for itself, at most <see cref="HostPages"/>.</summary>
    public ulong HostReservePages { get; init; }

    /// <summary>What is guaranteed before a machine starts.</summary>
    public AdmissionPolicy Policy { get; init; } = AdmissionPolicy.Reservations;

    /// <summary>
    /// The most pages promised for each page that guests can have, above 0; read by
    /// <see cref="AdmissionPolicy.OvercommitRatio"/> only.
    /// </summary>
    public double OvercommitRatio { get; init; } = 1.5;

    /// <summary>
    /// The swap space of the host; when left out, nobody asks for it. Read by
    /// <see cref="AdmissionPolicy.Reservations"/> and <see cref="AdmissionPolicy.OvercommitRatio"/>.
    /// </summary>
    public ulong? SwapPages { get; init; }

    /// <summary>The most machines at a time; none when left out. Every policy but none holds to it.</summary>
    public int? MaxMachines { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HostReservePages, HostPages);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Enum.IsDefined(Policy), true, nameof(Policy));
        ArgumentOutOfRangeException.ThrowIfNotEqual(double.IsFinite(OvercommitRatio), true, nameof(OvercommitRatio));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(OvercommitRatio);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxMachines ?? 0, nameof(MaxMachines));
    }
}
