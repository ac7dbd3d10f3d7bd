namespace PageEngine.Linux;

/// <summary>What came of one connection to a receiver.</summary>
/// <param name="State">What the receiver knows of its guest now; unknown if it has none.</param>
/// <param name="Problem">What went wrong with the connection, in one line; empty if nothing did.</param>
public readonly record struct ServeResult(HandOverState State, string Problem);
