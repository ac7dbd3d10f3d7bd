namespace PageEngine.Simulation;

/// <summary>Sets the size of a machine's balloon, which the host chooses otherwise.</summary>
/// <remarks>Immutable.</remarks>
public sealed record BalloonAction : MachineAction
{
    /// <summary>The memory that the balloon is to take from the guest; null when the host is to choose again.</summary>
    public ByteSize? Target { get; init; }
}
