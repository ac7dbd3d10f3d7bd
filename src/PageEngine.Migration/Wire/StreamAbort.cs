using System.Buffers.Binary;
using System.Text;

namespace PageEngine.Migration;

/// <summary>Why a migration was cancelled.</summary>
/// <param name="Code">A number that the two sides agree on.</param>
/// <param name="Reason">The reason in words; at most 1024 bytes in UTF-8 travel.</param>
public readonly record struct StreamAbort(uint Code, string Reason)
{
    private const int TextOffset = sizeof(uint);

    internal int Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(payload, Code);
        // Stops in front of the first character that does not fit whole.
        Encoding.UTF8.GetEncoder().Convert(
            Reason ?? "", payload.Slice(TextOffset, StreamFormat.MaxTextBytes), true, out _, out int bytes, out _);
        return TextOffset + bytes;
    }

    internal static bool IsSound(ReadOnlySpan<byte> payload) =>
        payload.Length is >= TextOffset and <= TextOffset + StreamFormat.MaxTextBytes;

    internal static StreamAbort Read(ReadOnlySpan<byte> payload) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(payload), Encoding.UTF8.GetString(payload[TextOffset..]));
}
