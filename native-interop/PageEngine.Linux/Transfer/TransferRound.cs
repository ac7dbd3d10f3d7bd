using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>One round of a transfer.</summary>
/// <param name="Round">What it did, as the controller of the rounds saw it.</param>
/// <param name="ZeroPages">Its pages of zeros and of one repeated pattern.</param>
/// <param name="DeltaPages">Its pages that went as deltas.</param>
/// <param name="ReferencePages">Its pages that went as references.</param>
public readonly record struct TransferRound(
    MigrationRound Round, ulong ZeroPages, ulong DeltaPages, ulong ReferencePages);
