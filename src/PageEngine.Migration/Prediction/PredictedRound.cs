namespace PageEngine.Migration;

/// <summary>One predicted round.</summary>
/// <param name="Round">What it did.</param>
/// <param name="Pages">The pages that it sent, by form.</param>
public readonly record struct PredictedRound(MigrationRound Round, PredictedPageCounts Pages);
