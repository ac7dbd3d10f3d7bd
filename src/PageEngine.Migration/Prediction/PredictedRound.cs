namespace PageEngine.Migration;

/// <summary>One predicted round.</summary>
/// <param name="Round">What it did. Its bytes are those of page contents, as bandwidth is.</param>
/// <param name="Pages">The pages that it sent, by form.</param>
/// <param name="WireBytes">The bytes that it sent, with the headers of whole pages.</param>
public readonly record struct PredictedRound(MigrationRound Round, PredictedPageCounts Pages, ulong WireBytes);
