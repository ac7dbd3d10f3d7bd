namespace PageEngine.Simulation;

/// <summary>The states of a machine's life.</summary>
public enum VmState
{
    /// <summary>Known to a host; it holds no memory.</summary>
    Defined,

    /// <summary>Booting.</summary>
    Starting,

    /// <summary>Its processors run.</summary>
    Running,

    /// <summary>Its processors stand still; its memory is kept.</summary>
    Paused,

    /// <summary>Its memory is being written to the disk.</summary>
    Suspending,

    /// <summary>Its memory is on the disk and holds no frames.</summary>
    Suspended,

    /// <summary>Its memory is being read from the disk.</summary>
    Resuming,

    /// <summary>It runs here and is being moved elsewhere.</summary>
    MigratingOut,

    /// <summary>It is arriving and does not run here yet.</summary>
    MigratingIn,

    /// <summary>Stopped; it holds no memory and can be started again.</summary>
    Stopped,

    /// <summary>Ended by a failure; it holds no memory and can be started again.</summary>
    Crashed,

    /// <summary>Gone for ever.</summary>
    Destroyed,
}
