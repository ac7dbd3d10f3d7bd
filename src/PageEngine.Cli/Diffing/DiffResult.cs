namespace PageEngine.Cli.Diffing;

/// <summary>What a comparison found.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Comparison">The pages that differ.</param>
/// <param name="Held">Which of them the old dump holds somewhere.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record DiffResult(DiffRequest Request, DumpComparison Comparison, HeldPages Held, double Seconds)
{
    /// <summary>What sending the differing pages costs with references.</summary>
    internal ulong ReferenceBytes => Comparison.Cost.Reference(Held.NonZero);
}
