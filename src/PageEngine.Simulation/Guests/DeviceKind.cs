namespace PageEngine.Simulation;

/// <summary>What a device is to a move.</summary>
public enum DeviceKind
{
    /// <summary>The hypervisor makes it, and can make it again elsewhere.</summary>
    Virtual,

    /// <summary>A device of the host that the guest uses itself: the machine cannot be moved.</summary>
    PassThrough,

    /// <summary>
    /// A device of the host that the guest can do without for a while: it is unplugged, a virtual one takes its place
    /// during the move, and one of the new host takes its place again afterwards.
    /// </summary>
    Replaceable,
}
