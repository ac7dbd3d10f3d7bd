namespace PageEngine.Simulation;

/// <summary>Why an access could not be carried out; nothing was changed then.</summary>
public enum AccessFailure
{
    /// <summary>It was carried out.</summary>
    None,

    /// <summary>The guest has no memory left for the task.</summary>
    GuestOutOfMemory,

    /// <summary>The host has no frame left and can get none.</summary>
    HostOutOfMemory,

    /// <summary>The host's swap device failed to read the page; it is still on the device.</summary>
    HostDeviceFailed,

    /// <summary>The guest's disk failed.</summary>
    GuestDeviceFailed,

    /// <summary>The machine is not in a state in which it has memory.</summary>
    NotRunning,
}
