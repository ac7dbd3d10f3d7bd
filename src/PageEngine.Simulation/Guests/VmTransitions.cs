namespace PageEngine.Simulation;

/// <summary>Which state may follow which: the whole life cycle in one table.</summary>
public static class VmTransitions
{
    // Row: the state; columns: the states that may follow.
    private static readonly VmState[][] Next =
    [
        /* Defined      */ [VmState.Starting, VmState.MigratingIn, VmState.Destroyed],
        /* Starting     */ [VmState.Running, VmState.Stopped, VmState.Crashed],
        /* Running      */ [VmState.Paused, VmState.Suspending, VmState.MigratingOut, VmState.Stopped, VmState.Crashed],
        /* Paused       */ [VmState.Running, VmState.Suspending, VmState.MigratingOut, VmState.Stopped, VmState.Crashed],
        /* Suspending   */ [VmState.Suspended, VmState.Paused, VmState.Crashed],
        /* Suspended    */ [VmState.Resuming, VmState.Stopped, VmState.Destroyed],
        /* Resuming     */ [VmState.Running, VmState.Suspended, VmState.Crashed],
        /* MigratingOut */ [VmState.Running, VmState.Paused, VmState.Stopped, VmState.Crashed],
        /* MigratingIn  */ [VmState.Running, VmState.Paused, VmState.Stopped, VmState.Crashed],
        /* Stopped      */ [VmState.Starting, VmState.MigratingIn, VmState.Destroyed],
        /* Crashed      */ [VmState.Starting, VmState.Destroyed],
        /* Destroyed    */ [],
    ];

    /// <summary>Whether a state may follow another.</summary>
    /// <param name="from">The state.</param>
    /// <param name="to">The state that would follow.</param>
    public static bool IsLegal(VmState from, VmState to) => Array.IndexOf(Next[(int)from], to) >= 0;

    /// <summary>The states that may follow.</summary>
    /// <param name="from">The state.</param>
    public static IReadOnlyList<VmState> After(VmState from) => Next[(int)from];

    /// <summary>Whether a machine in this state holds memory of its host.</summary>
    /// <param name="state">The state.</param>
    public static bool HoldsMemory(VmState state) =>
        state is VmState.Starting or VmState.Running or VmState.Paused or VmState.Suspending or VmState.Resuming
            or VmState.MigratingOut or VmState.MigratingIn;

    /// <summary>Whether the processors of a machine in this state run.</summary>
    /// <param name="state">The state.</param>
    public static bool Runs(VmState state) => state is VmState.Running or VmState.MigratingOut;
}
