namespace PageEngine.Simulation;

/// <summary>A trial of a move at a moment.</summary>
/// <param name="Time">The time since the move was asked for.</param>
/// <param name="Stage">Where the move stood.</param>
/// <param name="PagesLeft">The pages that were still to be sent, as far as was known.</param>
/// <param name="Bytes">The bytes that had crossed.</param>
/// <param name="ThrottlePercent">How far the processors were throttled, 0 to 99 %.</param>
/// <param name="WorkPerSecond">Accesses in a second that the machine's tasks made since the sample before.</param>
public readonly record struct TrialSample(
    SimTime Time, MigrationStage Stage, ulong PagesLeft, ulong Bytes, int ThrottlePercent, double WorkPerSecond);
