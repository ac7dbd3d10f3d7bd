namespace PageEngine.Simulation;

/// <summary>What becomes of what is in a device's buffers when the processors stop.</summary>
public enum DeviceBuffers
{
    /// <summary>It is sent with the state.</summary>
    Carry,

    /// <summary>The device finishes it first, which takes time, and has nothing to send then.</summary>
    Drain,
}
