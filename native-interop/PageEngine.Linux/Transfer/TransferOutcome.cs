namespace PageEngine.Linux;

/// <summary>How a transfer ended for its source.</summary>
public enum TransferOutcome
{
    /// <summary>The guest runs on the other side, and all of it is there.</summary>
    Completed = 0,

    /// <summary>The guest goes on here; nothing of it was lost.</summary>
    Cancelled = 1,

    /// <summary>
    /// The guest was given away, and the other side has not said whether it runs it. It stands still here, all of it
    /// kept, until somebody asks again or knows the other side to be dead.
    /// </summary>
    InDoubt = 2,

    /// <summary>The guest runs on the other side, and pages that only this side has wait for a connection.</summary>
    PostCopyPaused = 3,

    /// <summary>The guest ran on the other side without all of its pages, and died there.</summary>
    Lost = 4,
}
