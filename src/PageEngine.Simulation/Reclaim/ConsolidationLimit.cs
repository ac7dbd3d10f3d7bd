namespace PageEngine.Simulation;

/// <summary>What keeps one more guest off a host.</summary>
public enum ConsolidationLimit
{
    /// <summary>Nothing: a guest needs no memory of its own.</summary>
    None = 0,

    /// <summary>The memory that guests really use fills the host.</summary>
    UsedMemory = 1,

    /// <summary>The guaranteed memory fills the host.</summary>
    Reservations = 2,

    /// <summary>No more may be promised.</summary>
    OvercommitRatio = 3,

    /// <summary>No more guests may run.</summary>
    GuestCount = 4,
}
