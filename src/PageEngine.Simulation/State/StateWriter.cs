using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Text;

namespace PageEngine.Simulation;

/// <summary>Writes the state of a simulation: little-endian numbers, with a checksum behind all.</summary>
/// <remarks>One thread. The stream stays open.</remarks>
internal sealed class StateWriter(Stream stream) : IDisposable
{
    private const int BufferSize = 64 * 1024;

    // A run of zeros costs two numbers of 4 bytes; shorter ones are not worth it.
    private const int LeastZeros = 8;

    private readonly XxHash3 _checksum = new();
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _used;

    internal void Write(bool value) => Take(1)[0] = value ? (byte)1 : (byte)0;

    internal void Write(byte value) => Take(1)[0] = value;

    internal void Write(short value) => BinaryPrimitives.WriteInt16LittleEndian(Take(sizeof(short)), value);

    internal void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    internal void Write(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);

    internal void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    internal void Write(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    internal void Write(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);

    internal void Write(SimTime value) => Write(value.Nanoseconds);

    internal void Write(EntityId value) => Write(value.Value);

    internal void Write(EventHandle value)
    {
        Write(value.Slot);
        Write(value.Sequence);
    }

    internal void Write(in SimulationEvent value)
    {
        Write(value.Time);
        Write(value.Priority);
        Write(value.Sequence);
        Write((byte)value.Kind);
        Write(value.Target);
        Write(value.A);
        Write(value.B);
    }

    internal void Write(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Write(bytes.Length);
        Write(bytes.AsSpan());
    }

    /// <summary>Writes bytes as they are; the reader must know how many.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == BufferSize)
            {
                Flush();
            }

            int count = Math.Min(bytes.Length, BufferSize - _used);
            bytes[..count].CopyTo(_buffer.AsSpan(_used));
            _used += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Writes numbers, runs of zeros as their length, so that tables that are hardly used are small.</summary>
    /// <remarks>
    /// <code>
    /// length   { zeros   others   the others }…        a few zeros between others are written as they are
    /// </code>
    /// </remarks>
    internal void WriteSparse<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        Write(values.Length);
        while (!values.IsEmpty)
        {
            int zeros = values.IndexOfAnyExcept(T.Zero);
            zeros = zeros < 0 ? values.Length : zeros;
            values = values[zeros..];
            int others = LengthOfRun(values);
            Write(zeros);
            Write(others);
            WriteAll(values[..others]);
            values = values[others..];
        }
    }

    /// <summary>Lets something small write a block of its own, with its length before it.</summary>
    internal void WriteBlock(Action<BinaryWriter> write)
    {
        using MemoryStream block = new();
        using BinaryWriter inner = new(block);
        write(inner);
        inner.Flush();
        Write((int)block.Length);
        Write(block.GetBuffer().AsSpan(0, (int)block.Length));
    }

    /// <summary>Lets something else write to the stream; what it writes has a checksum of its own.</summary>
    internal void WriteOwn(Action<Stream> write)
    {
        Flush();
        write(stream);
    }

    /// <summary>Ends the state with the checksum of all that this writer wrote.</summary>
    internal void Complete()
    {
        Flush();
        Span<byte> end = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(end, _checksum.GetCurrentHashAsUInt64());
        stream.Write(end);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>The numbers before the first run of zeros that is worth being written as its length.</summary>
    private static int LengthOfRun<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        int length = 0;
        while (length < values.Length)
        {
            int others = values[length..].IndexOf(T.Zero);
            if (others < 0)
            {
                return values.Length;
            }

            length += others;
            int zeros = values[length..].IndexOfAnyExcept(T.Zero);
            if (zeros is < 0 or >= LeastZeros)
            {
                return length;
            }

            length += zeros;
        }

        return length;
    }

    private void WriteAll<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        int size = T.Zero.GetByteCount();
        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, BufferSize / size);
            WordBytes.Write(values[..count], Take(count * size));
            values = values[count..];
        }
    }

    private Span<byte> Take(int count)
    {
        if (_used + count > BufferSize)
        {
            Flush();
        }

        Span<byte> room = _buffer.AsSpan(_used, count);
        _used += count;
        return room;
    }

    /// <summary>Hands everything to the stream.</summary>
    internal void Flush()
    {
        Span<byte> bytes = _buffer.AsSpan(0, _used);
        _checksum.Append(bytes);
        stream.Write(bytes);
        _used = 0;
    }
}
