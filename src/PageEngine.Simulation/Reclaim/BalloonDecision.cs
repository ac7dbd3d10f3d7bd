namespace PageEngine.Simulation;

/// <summary>The size that a balloon is asked to have, and why it is not what was wanted.</summary>
/// <param name="TargetPages">The pages that the balloon should hold.</param>
/// <param name="Limit">What keeps the target below what was wanted.</param>
/// <param name="Trust">How far the guest's statistics were believed.</param>
public readonly record struct BalloonDecision(ulong TargetPages, BalloonLimit Limit, StatisticsTrust Trust);
