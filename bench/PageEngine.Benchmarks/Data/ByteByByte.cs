using System.Buffers.Binary;

namespace PageEngine.Benchmarks.Data;

/// <summary>What a first version of the engine's loops would look like: one byte at a time.</summary>
internal static class ByteByByte
{
    internal static bool IsZero(ReadOnlySpan<byte> page)
    {
        foreach (byte value in page)
        {
            if (value != 0)
                return false;
        }

        return true;
    }

    /// <summary>XBZRLE: by turns the length of a run of equal bytes, and length and bytes of a run of others.</summary>
    /// <returns>The bytes written; -1 when they do not fit.</returns>
    internal static int EncodeXbzrle(ReadOnlySpan<byte> oldPage, ReadOnlySpan<byte> newPage, Span<byte> destination)
    {
        int at = 0, written = 0;
        while (at < newPage.Length)
        {
            int equal = at;
            while (equal < newPage.Length && oldPage[equal] == newPage[equal])
                equal++;
            if (equal == newPage.Length)
                return written;
            int other = equal;
            while (other < newPage.Length && oldPage[other] != newPage[other])
                other++;

            const int MostLengthBytes = 4;
            if (written + MostLengthBytes + (other - equal) > destination.Length)
                return -1;
            written += WriteLength(destination[written..], equal - at);
            written += WriteLength(destination[written..], other - equal);
            for (int i = equal; i < other; i++)
                destination[written++] = newPage[i];
            at = other;
        }

        return written;
    }

    /// <summary>ULEB128 of at most two bytes.</summary>
    private static int WriteLength(Span<byte> destination, int length)
    {
        if (length < 0x80)
        {
            destination[0] = (byte)length;
            return 1;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)((length & 0x7F) | 0x80 | (length >> 7 << 8)));
        return 2;
    }
}
