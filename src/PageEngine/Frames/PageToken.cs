using System.Buffers.Binary;

namespace PageEngine;

/// <summary>A 64-bit name of a page's whole content; the bytes are a pure function of it.</summary>
/// <remarks>
/// <para>Two tokens are equal exactly when their pages are: the first eight bytes of the page are the token itself,
/// little-endian. Token 0 is the page of zeros. Values with the highest bit set are kept by
/// <see cref="TokenFrameStore"/> for pages that were written byte by byte.</para>
/// <para>Word <c>i</c> of the page, for i &gt; 0 and a token that is not 0, is the SplitMix64 finalizer (Steele, Lea and
/// Flood 2014) of <c>token + i · 0x9E3779B97F4A7C15</c>.</para>
/// </remarks>
/// <param name="Value">The token, below 2⁶³.</param>
public readonly record struct PageToken(ulong Value)
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The token of the page of zeros.</summary>
    public static PageToken Zero => default;

    /// <summary>The largest value that a caller may use.</summary>
    public const ulong MaxValue = long.MaxValue;

    /// <summary>Writes the page that the token names.</summary>
    /// <param name="page">Room for <see cref="Page.Size"/> bytes; more is left alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">The room is less than a page.</exception>
    public void Expand(Span<byte> page)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Length, Page.Size, nameof(page));
        page = page[..Page.Size];
        if (Value == 0)
        {
            page.Clear();
            return;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(page, Value);
        ulong state = Value;
        for (int offset = sizeof(ulong); offset < Page.Size; offset += sizeof(ulong))
        {
            state += Golden;
            BinaryPrimitives.WriteUInt64LittleEndian(page[offset..], Mixing.Finalize(state));
        }
    }

    /// <summary>Finds the token whose page has exactly these bytes.</summary>
    /// <param name="page">A page.</param>
    /// <param name="token">The token, where there is one.</param>
    /// <returns>Whether some token of a caller names this content.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not that of a page.</exception>
    public static bool TryRecognize(ReadOnlySpan<byte> page, out PageToken token)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(page.Length, Page.Size, nameof(page));
        token = new PageToken(BinaryPrimitives.ReadUInt64LittleEndian(page));
        if (token.Value > MaxValue)
        {
            return false;
        }

        if (token.Value == 0)
        {
            return PageContent.IsZero(page);
        }

        ulong state = token.Value;
        for (int offset = sizeof(ulong); offset < Page.Size; offset += sizeof(ulong))
        {
            state += Golden;
            if (BinaryPrimitives.ReadUInt64LittleEndian(page[offset..]) != Mixing.Finalize(state))
            {
                return false;
            }
        }

        return true;
    }
}
