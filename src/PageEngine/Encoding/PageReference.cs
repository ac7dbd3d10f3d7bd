using System.Buffers.Binary;
using System.IO.Hashing;

namespace PageEngine;

/// <summary>The name of a page that the other side already holds, and what its content must hash to.</summary>
/// <remarks>
/// <para>On the wire it takes <see cref="Size"/> bytes, little-endian:</para>
/// <code>
/// [0..4)   guest id             which guest of the other side; the stream says what the numbers mean
/// [4..12)  guest frame number   which page of it
/// [12..20) fingerprint          XXH3-64 of the content, seeded as both sides agreed
/// </code>
/// <para>
/// The sender has compared the bytes; the fingerprint lets the receiver see that the page it holds has changed since.
/// XXH3 is no cryptographic hash: where guests may be hostile to each other, refer only to pages of the same guest, or
/// agree on a secret seed for each stream.
/// </para>
/// </remarks>
/// <param name="GuestId">The guest that holds the page, as the two sides number guests.</param>
/// <param name="GuestFrame">The page in that guest.</param>
/// <param name="Fingerprint">The fingerprint of the page's content.</param>
public readonly record struct PageReference(uint GuestId, GuestFrameNumber GuestFrame, ulong Fingerprint)
{
    /// <summary>The bytes of a reference on the wire: 20.</summary>
    public const int Size = FingerprintOffset + sizeof(ulong);

    private const int GuestFrameOffset = sizeof(uint);
    private const int FingerprintOffset = GuestFrameOffset + sizeof(ulong);

    /// <summary>Refers to a page by its content.</summary>
    /// <param name="guestId">The guest that holds the page, as the two sides number guests.</param>
    /// <param name="guestFrame">The page in that guest.</param>
    /// <param name="content">The page's 4096 bytes.</param>
    /// <param name="seed">The seed that both sides use.</param>
    /// <exception cref="ArgumentException">The content is not 4096 bytes.</exception>
    public static PageReference To(
        uint guestId, GuestFrameNumber guestFrame, ReadOnlySpan<byte> content, long seed = 0)
    {
        PageEdge.ThrowIfNotPage(content, nameof(content));
        return new PageReference(guestId, guestFrame, XxHash3.HashToUInt64(content, seed));
    }

    /// <summary>Reads a reference.</summary>
    /// <param name="source">Exactly <see cref="Size"/> bytes.</param>
    /// <param name="reference">The reference.</param>
    /// <returns>Whether the length is right; any bytes of that length are a reference.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out PageReference reference)
    {
        reference = default;
        if (source.Length != Size)
        {
            return false;
        }

        reference = new PageReference(
            BinaryPrimitives.ReadUInt32LittleEndian(source),
            new GuestFrameNumber(BinaryPrimitives.ReadUInt64LittleEndian(source[GuestFrameOffset..])),
            BinaryPrimitives.ReadUInt64LittleEndian(source[FingerprintOffset..]));
        return true;
    }

    /// <summary>Writes the reference.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The destination is too short.</exception>
    public void Write(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Size, nameof(destination));
        BinaryPrimitives.WriteUInt32LittleEndian(destination, GuestId);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[GuestFrameOffset..], GuestFrame.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[FingerprintOffset..], Fingerprint);
    }

    /// <summary>Whether a page has the fingerprint of this reference.</summary>
    /// <param name="content">The page's 4096 bytes.</param>
    /// <param name="seed">The seed that both sides use.</param>
    /// <exception cref="ArgumentException">The content is not 4096 bytes.</exception>
    public bool Matches(ReadOnlySpan<byte> content, long seed = 0)
    {
        PageEdge.ThrowIfNotPage(content, nameof(content));
        return XxHash3.HashToUInt64(content, seed) == Fingerprint;
    }
}
