namespace PageEngine.Linux;

/// <summary>What a <see cref="HandOverRecord"/> keeps of one attempt to move a guest.</summary>
/// <param name="Id">The attempt.</param>
/// <param name="State">
/// How far it is known to be. On a source: receiving once begun, active once the guest is given away. On a receiver:
/// active before the guest runs there.
/// </param>
/// <param name="PageCount">The pages of the guest.</param>
public readonly record struct HandOverEntry(Guid Id, HandOverState State, ulong PageCount);
