namespace PageEngine.Simulation;

/// <summary>Why something that was asked for was not done; nothing was changed then.</summary>
/// <param name="Reason">The reason, for programs.</param>
/// <param name="Text">The reason, for people: one sentence.</param>
public sealed record Refusal(RefusalReason Reason, string Text);
