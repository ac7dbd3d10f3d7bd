using System.Buffers;
using System.Diagnostics;

namespace PageEngine.Linux;

/// <summary>Collects frames and writes them to a stream.</summary>
/// <remarks>Grows to what is collected between two sends. For one thread at a time.</remarks>
internal sealed class StreamOutput(Stream stream) : IBufferWriter<byte>
{
    private byte[] _buffer = [];

    /// <summary>The bytes of finished frames that were not sent yet.</summary>
    internal int Filled { get; private set; }

    /// <summary>Sends what is finished. No frame is open meanwhile.</summary>
    internal void Send()
    {
        if (Filled > 0)
        {
            int length = Filled;
            Filled = 0;
            stream.Write(_buffer, 0, length);
        }
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        Debug.Assert(count <= _buffer.Length - Filled, "a frame fits what was asked for it");
        Filled += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - Filled < sizeHint)
        {
            Array.Resize(ref _buffer, Math.Max(Filled + sizeHint, 2 * _buffer.Length));
        }

        return _buffer.AsMemory(Filled);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
