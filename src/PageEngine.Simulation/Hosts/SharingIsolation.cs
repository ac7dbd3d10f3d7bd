namespace PageEngine.Simulation;

/// <summary>Which machines of a host are in one security domain; only these share pages that have content.</summary>
/// <remarks>
/// Sharing between guests that do not trust each other tells one what the other holds, by the time that a write to a
/// shared page takes (Suzaki and others, EuroSec 2011). With <see cref="SharingScope.ZeroPagesOnly"/> nobody shares
/// content, and with <see cref="SharingScope.Host"/> domains do not matter.
/// </remarks>
public enum SharingIsolation
{
    /// <summary>Machines that name the same group; those that name none are one group too.</summary>
    Groups,

    /// <summary>Every machine is alone, whatever group it names.</summary>
    EachMachine,

    /// <summary>All machines are together, whatever group they name.</summary>
    None,
}
