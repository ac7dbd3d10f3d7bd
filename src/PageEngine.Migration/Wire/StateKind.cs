namespace PageEngine.Migration;

/// <summary>Whose state a <see cref="StateChunk"/> is. The values are those on the wire.</summary>
public enum StateKind
{
    /// <summary>The registers of a vCPU.</summary>
    Vcpu = 1,

    /// <summary>A device, and what is in its buffers.</summary>
    Device = 2,

    /// <summary>Identity, configuration and description of the virtual hardware.</summary>
    Management = 3,
}
