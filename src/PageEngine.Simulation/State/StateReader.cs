using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Text;

namespace PageEngine.Simulation;

/// <summary>Reads the state of a simulation and trusts nothing in it.</summary>
/// <remarks>One thread. The stream stays open; it is read no further than the state goes.</remarks>
internal sealed class StateReader(Stream stream, ByteSize maxReservation = default)
{
    private const int MaxTextBytes = 1 << 20;
    private const int MaxBlockBytes = 1 << 30;
    private const int Chunk = 64 * 1024;

    private readonly XxHash3 _checksum = new();
    private readonly byte[] _scratch = new byte[sizeof(ulong)];
    private readonly byte[] _chunk = new byte[Chunk];

    /// <summary>The most address space that what is read may ask for.</summary>
    internal ByteSize MaxReservation => maxReservation;

    internal bool ReadBoolean()
    {
        byte value = ReadByte();
        Require(value <= 1, "a flag is neither 0 nor 1");
        return value == 1;
    }

    internal byte ReadByte() => Fill(1)[0];

    internal short ReadInt16() => BinaryPrimitives.ReadInt16LittleEndian(Fill(sizeof(short)));

    internal int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Fill(sizeof(int)));

    internal uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Fill(sizeof(uint)));

    internal long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Fill(sizeof(long)));

    internal ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Fill(sizeof(ulong)));

    internal double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Fill(sizeof(double)));

    internal SimTime ReadTime() => new(ReadInt64());

    internal EntityId ReadEntityId() => new(ReadCount());

    internal EventHandle ReadEventHandle() => new(ReadInt32(), ReadUInt64());

    /// <summary>A number of things, at most so many.</summary>
    internal int ReadCount(int most = int.MaxValue)
    {
        int count = ReadInt32();
        Require(count >= 0 && count <= most, "a count is out of range");
        return count;
    }

    /// <summary>A number below a limit.</summary>
    internal int ReadIndex(int limit)
    {
        int index = ReadInt32();
        Require(index >= 0 && index < limit, "an index is out of range");
        return index;
    }

    internal SimulationEvent ReadEvent() =>
        new(ReadTime(), ReadInt16(), ReadUInt64(), (EventKind)ReadByte(), ReadEntityId(), ReadInt64(), ReadInt64());

    internal string ReadText()
    {
        byte[] bytes = new byte[ReadCount(MaxTextBytes)];
        Read(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    internal void Read(Span<byte> bytes)
    {
        ReadExactly(bytes);
        _checksum.Append(bytes);
    }

    /// <summary>Numbers that <see cref="StateWriter.WriteSparse"/> wrote, exactly so many.</summary>
    internal void ReadSparse<T>(Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        Require(ReadInt32() == values.Length, "a table has another length");
        values.Clear();
        while (!values.IsEmpty)
        {
            values = values[ReadCount(values.Length)..];
            int others = ReadCount(values.Length);
            Require(others > 0 || values.IsEmpty, "a run has no length");
            ReadAll(values[..others]);
            values = values[others..];
        }
    }

    /// <summary>Reads bytes that stand behind their number; memory grows with what was read.</summary>
    internal byte[] ReadBytes()
    {
        int left = ReadCount(MaxBlockBytes);
        byte[] bytes = new byte[Math.Min(left, Chunk)];
        Read(bytes);
        for (left -= bytes.Length; left > 0;)
        {
            int begin = bytes.Length;
            int count = Math.Min(left, begin);
            Array.Resize(ref bytes, begin + count);
            Read(bytes.AsSpan(begin));
            left -= count;
        }

        return bytes;
    }

    /// <summary>Reads a block that <see cref="StateWriter.WriteBlock"/> wrote.</summary>
    internal void ReadBlock(Action<BinaryReader> read)
    {
        using MemoryStream block = new(ReadBytes(), writable: false);
        using BinaryReader inner = new(block);
        try
        {
            read(inner);
        }
        catch (EndOfStreamException)
        {
            Require(false, "a block ends too early");
        }

        Require(block.Position == block.Length, "a block is longer than what it holds");
    }

    /// <summary>Lets something else read from the stream.</summary>
    internal T ReadOwn<T>(Func<Stream, T> read) => read(stream);

    /// <summary>Reads the checksum and holds it against what was read.</summary>
    internal void Complete()
    {
        ulong expected = _checksum.GetCurrentHashAsUInt64();
        ReadExactly(_scratch);
        Require(BinaryPrimitives.ReadUInt64LittleEndian(_scratch) == expected, "the checksum is wrong");
    }

    internal static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException($"the saved simulation is damaged: {otherwise}");
        }
    }

    private void ReadAll<T>(Span<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        int size = T.Zero.GetByteCount();
        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, Chunk / size);
            Span<byte> bytes = _chunk.AsSpan(0, count * size);
            Read(bytes);
            WordBytes.Read(bytes, values[..count]);
            values = values[count..];
        }
    }

    private ReadOnlySpan<byte> Fill(int count)
    {
        Span<byte> bytes = _scratch.AsSpan(0, count);
        Read(bytes);
        return bytes;
    }

    private void ReadExactly(Span<byte> bytes)
    {
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        Require(read == bytes.Length, "it ends too early");
    }
}
