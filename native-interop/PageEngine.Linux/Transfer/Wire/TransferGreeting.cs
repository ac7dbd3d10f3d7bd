namespace PageEngine.Linux;

/// <summary>What a source says first.</summary>
/// <param name="Purpose">What it wants.</param>
/// <param name="Id">Which attempt this is.</param>
/// <param name="Replaces">The attempt that this one replaces; empty for none.</param>
internal readonly record struct TransferGreeting(TransferPurpose Purpose, Guid Id, Guid Replaces);

/// <summary>What a receiver answers.</summary>
/// <param name="State">What it knows of the attempt.</param>
/// <param name="Witness">
/// Whose memory this is: the same as long as it knows all that it knew before. Another witness may have forgotten.
/// </param>
internal readonly record struct TransferVerdict(HandOverState State, Guid Witness);
