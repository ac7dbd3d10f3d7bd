namespace PageEngine.Simulation;

/// <summary>The host's own bits in the byte that it keeps for each page of a machine (<see cref="PageUse"/>).</summary>
/// <remarks>
/// <code>
/// [7] evictable   [6] accessed   [5..4] place   [3] untouched in this working-set sample   [2..0] generation
/// </code>
/// Zeroed memory is a page that was never touched.
/// </remarks>
internal static class PageFlags
{
    internal const byte Sampled = 0x08;
    internal const byte PlaceMask = 0x30;

    /// <summary>In a frame, or nowhere because it holds zeros.</summary>
    internal const byte InMemory = 0x00;

    /// <summary>On the host's swap device.</summary>
    internal const byte Swapped = 0x10;

    /// <summary>In the compression cache.</summary>
    internal const byte Compressed = 0x20;

    /// <summary>In the image of a machine that is suspended to disk.</summary>
    internal const byte InImage = Elsewhere;

    /// <summary>Not on the host: in an image, or still on the host that the running machine was moved from.</summary>
    internal const byte Elsewhere = 0x30;
}
