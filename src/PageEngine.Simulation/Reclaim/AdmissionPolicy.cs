namespace PageEngine.Simulation;

/// <summary>What a host guarantees before it lets a virtual machine start.</summary>
public enum AdmissionPolicy
{
    /// <summary>Nothing: every well-formed machine starts.</summary>
    None = 0,

    /// <summary>
    /// Reservation and overhead in memory, and room in the swap space for the rest of the guest, as in ESX
    /// (Waldspurger, OSDI 2002, §5.1).
    /// </summary>
    Reservations = 1,

    /// <summary>The whole guest in memory: no overcommit.</summary>
    FullSize = 2,

    /// <summary>Reservations in memory, and at most a multiple of the memory promised.</summary>
    OvercommitRatio = 3,
}
