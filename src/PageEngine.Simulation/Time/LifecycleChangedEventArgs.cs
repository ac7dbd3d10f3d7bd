namespace PageEngine.Simulation;

/// <summary>Says how a machine's state changed.</summary>
/// <param name="machine">The machine.</param>
/// <param name="before">The state before.</param>
/// <param name="after">The state now.</param>
public sealed class LifecycleChangedEventArgs(VirtualMachine machine, VmState before, VmState after) : EventArgs
{
    /// <summary>The machine.</summary>
    public VirtualMachine Machine { get; } = machine;

    /// <summary>The state before.</summary>
    public VmState Before { get; } = before;

    /// <summary>The state now.</summary>
    public VmState After { get; } = after;
}
