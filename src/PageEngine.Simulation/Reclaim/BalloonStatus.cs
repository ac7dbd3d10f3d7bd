namespace PageEngine.Simulation;

/// <summary>How a guest's balloon does.</summary>
public enum BalloonStatus
{
    /// <summary>The balloon has its target, and the target is all that was wanted.</summary>
    Idle = 0,

    /// <summary>The balloon grows towards its target.</summary>
    Inflating = 1,

    /// <summary>The balloon shrinks towards its target.</summary>
    Deflating = 2,

    /// <summary>The balloon has its target, which a limit keeps below what was wanted.</summary>
    Exhausted = 3,

    /// <summary>The balloon moved, and then made too little progress for too long.</summary>
    Stalled = 4,

    /// <summary>The balloon has not moved at all since it was asked to, for too long.</summary>
    Refusing = 5,

    /// <summary>The guest has no balloon driver.</summary>
    Absent = 6,
}
