using System.Buffers;
using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>Bytes in memory, in chunks from the pool: it may be longer than an array, and does not move when it grows.</summary>
/// <remarks>Written from begin to end once, then read. One thread.</remarks>
internal sealed class ChunkedStream : Stream
{
    private const int ChunkSize = 1 << 20;

    private readonly List<byte[]> _chunks = [];
    private long _length;
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, _length);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Debug.Assert(_position == _length, "bytes are added at the end");
        while (!buffer.IsEmpty)
        {
            int offset = (int)(_length % ChunkSize);
            if (offset == 0)
            {
                _chunks.Add(ArrayPool<byte>.Shared.Rent(ChunkSize));
            }

            int count = Math.Min(buffer.Length, ChunkSize - offset);
            buffer[..count].CopyTo(_chunks[^1].AsSpan(offset));
            buffer = buffer[count..];
            _length += count;
        }

        _position = _length;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int offset = (int)(_position % ChunkSize);
        int count = (int)Math.Min(Math.Min(buffer.Length, ChunkSize - offset), _length - _position);
        if (count > 0)
        {
            _chunks[(int)(_position / ChunkSize)].AsSpan(offset, count).CopyTo(buffer);
            _position += count;
        }

        return count;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (byte[] chunk in _chunks)
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        _chunks.Clear();
        base.Dispose(disposing);
    }
}
