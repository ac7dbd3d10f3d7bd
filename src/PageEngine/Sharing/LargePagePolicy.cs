namespace PageEngine;

/// <summary>What a scan does with pages inside a large page of 2 MiB.</summary>
public enum LargePagePolicy
{
    /// <summary>Splits a large page when the first of its parts can be shared.</summary>
    Split,

    /// <summary>Leaves large pages whole, and their parts unshared: fewer address-translation misses, more memory.</summary>
    Keep,
}
