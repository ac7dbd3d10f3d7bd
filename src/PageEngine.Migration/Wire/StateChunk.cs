using System.Buffers.Binary;
using System.Text;

namespace PageEngine.Migration;

/// <summary>A piece of the state of a vCPU, a device or the management. Valid as long as the frame that it came from.</summary>
/// <remarks>
/// State larger than a frame comes in pieces, in order and one state after the other; the last has
/// <c>Offset + Data.Length == TotalBytes</c>. The receiver decides how much it is ready to collect: nothing is reserved
/// for what a piece merely announces.
/// </remarks>
public readonly ref struct StateChunk
{
    private const int InstanceOffset = 4;
    private const int VersionOffset = 8;
    private const int NameLengthOffset = 12;
    private const int TotalOffset = 16;
    private const int PieceOffset = 24;
    private const int NameOffset = 32;

    private readonly ReadOnlySpan<byte> _name;

    private StateChunk(ReadOnlySpan<byte> payload, int nameBytes)
    {
        Kind = (StateKind)BinaryPrimitives.ReadUInt32LittleEndian(payload);
        Instance = BinaryPrimitives.ReadUInt32LittleEndian(payload[InstanceOffset..]);
        Version = BinaryPrimitives.ReadUInt32LittleEndian(payload[VersionOffset..]);
        TotalBytes = BinaryPrimitives.ReadUInt64LittleEndian(payload[TotalOffset..]);
        Offset = BinaryPrimitives.ReadUInt64LittleEndian(payload[PieceOffset..]);
        _name = payload.Slice(NameOffset, nameBytes);
        Data = payload[(NameOffset + nameBytes)..];
    }

    /// <summary>Whose state it is.</summary>
    public StateKind Kind { get; }

    /// <summary>Which of those with the same name: the number of a vCPU, for instance.</summary>
    public uint Instance { get; }

    /// <summary>The version of the format of the data.</summary>
    public uint Version { get; }

    /// <summary>The bytes of the whole state, at least 1.</summary>
    public ulong TotalBytes { get; }

    /// <summary>Where in it this piece begins.</summary>
    public ulong Offset { get; }

    /// <summary>The piece: at least a byte.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Whether this piece is the last of its state.</summary>
    public bool IsLast => Offset + (ulong)Data.Length == TotalBytes;

    /// <summary>The name, of up to 64 bytes in UTF-8. Each call makes a string.</summary>
    public string GetName() => Encoding.UTF8.GetString(_name);

    internal bool Continues(ReadOnlySpan<byte> name, StateKind kind, uint instance, ulong total, ulong offset) =>
        _name.SequenceEqual(name) && Kind == kind && Instance == instance && TotalBytes == total && Offset == offset;

    internal ReadOnlySpan<byte> NameBytes => _name;

    internal static int HeaderBytes(int nameBytes) => NameOffset + nameBytes;

    internal static void WriteHeader(
        Span<byte> payload, StateKind kind, uint instance, uint version, ReadOnlySpan<byte> name, ulong total, ulong offset)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(payload, (uint)kind);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[InstanceOffset..], instance);
        BinaryPrimitives.WriteUInt32LittleEndian(payload[VersionOffset..], version);
        BinaryPrimitives.WriteInt32LittleEndian(payload[NameLengthOffset..], name.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(payload[TotalOffset..], total);
        BinaryPrimitives.WriteUInt64LittleEndian(payload[PieceOffset..], offset);
        name.CopyTo(payload[NameOffset..]);
    }

    internal static bool TryRead(ReadOnlySpan<byte> payload, out StateChunk chunk)
    {
        chunk = default;
        if (payload.Length <= NameOffset)
        {
            return false;
        }

        uint nameBytes = BinaryPrimitives.ReadUInt32LittleEndian(payload[NameLengthOffset..]);
        if (nameBytes > StreamFormat.MaxNameBytes || payload.Length - NameOffset <= (int)nameBytes
            || payload.Length - NameOffset - (int)nameBytes > StreamFormat.MaxStateBytes)
        {
            return false;
        }

        chunk = new StateChunk(payload, (int)nameBytes);
        return chunk.Kind is StateKind.Vcpu or StateKind.Device or StateKind.Management
            && chunk.Offset < chunk.TotalBytes
            && (ulong)chunk.Data.Length <= chunk.TotalBytes - chunk.Offset;
    }
}
