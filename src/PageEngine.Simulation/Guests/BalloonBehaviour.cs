namespace PageEngine.Simulation;

/// <summary>How a balloon driver behaves.</summary>
public enum BalloonBehaviour
{
    /// <summary>It does what the host asks, as fast as it may.</summary>
    Cooperates,

    /// <summary>It takes requests and gives nothing.</summary>
    Refuses,

    /// <summary>It gives half of what is asked and then stops.</summary>
    Stalls,

    /// <summary>It cooperates, and says that more memory is free than there is.</summary>
    Lies,
}
