namespace PageEngine.Simulation;

/// <summary>What keeps the target of a balloon below what was wanted; of several the one that allows least.</summary>
public enum BalloonLimit
{
    /// <summary>Nothing: the target is what was wanted.</summary>
    None = 0,

    /// <summary>The part of its memory that a guest may be asked for.</summary>
    Share = 1,

    /// <summary>The memory that the guest must keep.</summary>
    Minimum = 2,

    /// <summary>What the guest can give without paging, as far as its statistics are believed.</summary>
    Statistics = 3,

    /// <summary>There are no statistics to believe, and so far the balloon has delivered no more.</summary>
    Progress = 4,

    /// <summary>The guest ran out of memory and took pages back.</summary>
    OutOfMemory = 5,

    /// <summary>There is no driver.</summary>
    NoDriver = 6,
}
