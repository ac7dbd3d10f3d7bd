namespace PageEngine.Simulation;

/// <summary>The byte that a <see cref="IVictimPolicy"/> keeps for each page of a guest.</summary>
/// <remarks>
/// <code>
/// bit 7          bit 6       bits 5..3      bits 2..0
/// evictable      accessed    the caller's   generation
/// </code>
/// Whoever simulates an access sets <see cref="Accessed"/>: <c>pages[i] |= PageUse.Accessed</c>. A page that comes in
/// gets the byte of <see cref="IVictimPolicy.StateFor"/>; one that goes, or is pinned, loses <see cref="Evictable"/>.
/// </remarks>
public static class PageUse
{
    /// <summary>
    /// Set while the page may be chosen. It is the highest bit, so that vector searches find it as a range.
    /// </summary>
    public const byte Evictable = 0x80;

    /// <summary>Set by every access, cleared by the policy.</summary>
    public const byte Accessed = 0x40;

    /// <summary>The bits that policies neither read nor change.</summary>
    public const byte CallerBits = 0x38;

    /// <summary>The generation of the page, for policies that have generations.</summary>
    public const byte GenerationBits = 0x07;
}
