namespace PageEngine.Linux;

/// <summary>What a receiver knows of one attempt to move a guest to it. The values are on the wire.</summary>
public enum HandOverState
{
    /// <summary>Nothing: it has not run this guest and will not.</summary>
    Unknown = 0,

    /// <summary>Memory is coming in.</summary>
    Receiving = 1,

    /// <summary>All is there, and it waits for the source's word.</summary>
    Prepared = 2,

    /// <summary>The guest is its own; pages may still be missing.</summary>
    Active = 3,

    /// <summary>The guest is its own, and all of it is there.</summary>
    Complete = 4,

    /// <summary>An earlier process has run the guest; that process is gone.</summary>
    Gone = 5,
}
