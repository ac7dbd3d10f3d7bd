namespace PageEngine;

/// <summary>A group of guests that may share pages with each other and with nobody else.</summary>
/// <remarks>Fingerprints are seeded by the domain, so they say nothing about equal pages elsewhere.</remarks>
/// <param name="Id">The number of the domain on its host; guests start in domain 0.</param>
public readonly record struct SharingDomain(ushort Id)
{
    /// <summary>Domain 0, where guests start.</summary>
    public static SharingDomain Default => default;

    /// <summary>The seed of the domain's fingerprints under the secret of a host.</summary>
    internal ulong Seed(ulong hostSeed) => Mixing.Combine(hostSeed, Id);
}
