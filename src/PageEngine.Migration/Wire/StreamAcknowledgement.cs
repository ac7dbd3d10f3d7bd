using System.Buffers.Binary;

namespace PageEngine.Migration;

/// <summary>What the destination confirms.</summary>
/// <param name="Kind">The kind of the frame.</param>
/// <param name="Sequence">The sequence number of the frame.</param>
public readonly record struct StreamAcknowledgement(StreamFrameKind Kind, uint Sequence)
{
    internal const int Bytes = 8;

    internal void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(payload, (uint)Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[sizeof(uint)..], Sequence);
    }

    internal static bool TryRead(ReadOnlySpan<byte> payload, out StreamAcknowledgement acknowledgement)
    {
        acknowledgement = default;
        if (payload.Length != Bytes)
        {
            return false;
        }

        uint kind = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        acknowledgement = new StreamAcknowledgement(
            (StreamFrameKind)kind, BinaryPrimitives.ReadUInt32LittleEndian(payload[sizeof(uint)..]));
        return kind is >= (uint)StreamFrameKind.Hello and <= (uint)StreamFrameKind.Acknowledge;
    }
}
