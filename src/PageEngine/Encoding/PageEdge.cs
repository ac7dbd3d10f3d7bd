using System.Runtime.CompilerServices;

namespace PageEngine;

/// <summary>The check that page encoding makes at its public edge.</summary>
internal static class PageEdge
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ThrowIfNotPage(ReadOnlySpan<byte> page, string name)
    {
        if (page.Length != Page.Size)
        {
            Throw(page.Length, name);
        }
    }

    private static void Throw(int length, string name) =>
        throw new ArgumentException($"A page is {Page.Size} bytes, not {length}.", name);
}
