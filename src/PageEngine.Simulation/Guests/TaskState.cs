namespace PageEngine.Simulation;

/// <summary>Where a task of a guest stands.</summary>
internal enum TaskState : byte
{
    /// <summary>Has not begun, or sleeps, or waits for the guest's disk: an event wakes it.</summary>
    Waiting,

    /// <summary>Could run.</summary>
    Runnable,

    /// <summary>Is on a processor.</summary>
    Running,

    /// <summary>Waits for a page of the host.</summary>
    WaitsForPage,

    /// <summary>Has done its work, or was ended.</summary>
    Ended,
}
