namespace PageEngine.Simulation;

/// <summary>What a machine must find free to start.</summary>
public enum AdmissionRule
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its reservation and overhead beside those of the others.</summary>
    Reservation,

    /// <summary>Its whole memory and overhead beside those of the others: no overcommit.</summary>
    FullSize,

    /// <summary>Its memory, up to a ratio of the host's memory for all together.</summary>
    Overcommit,
}
