using System.Buffers.Binary;

namespace PageEngine.Migration;

/// <summary>The beginning or the end of a round.</summary>
/// <param name="Index">The number of the round; round 0 sends the whole memory.</param>
/// <param name="Pages">The pages that it will send, at most, or has sent.</param>
public readonly record struct StreamRound(uint Index, ulong Pages)
{
    internal const int Bytes = 12;

    internal void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(payload, Index);
        BinaryPrimitives.WriteUInt64LittleEndian(payload[sizeof(uint)..], Pages);
    }

    internal static bool TryRead(ReadOnlySpan<byte> payload, out StreamRound round)
    {
        round = default;
        if (payload.Length != Bytes)
        {
            return false;
        }

        round = new StreamRound(
            BinaryPrimitives.ReadUInt32LittleEndian(payload),
            BinaryPrimitives.ReadUInt64LittleEndian(payload[sizeof(uint)..]));
        return true;
    }
}
