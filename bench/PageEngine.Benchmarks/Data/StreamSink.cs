using System.Buffers;

namespace PageEngine.Benchmarks.Data;

/// <summary>Takes a stream of a known length, again and again, into the same memory.</summary>
internal sealed class StreamSink(int capacity) : IBufferWriter<byte>
{
    private readonly byte[] _bytes = new byte[capacity];

    internal int Written { get; private set; }

    internal ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Written);

    public void Advance(int count) => Written += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(Written);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(Written);

    internal void Clear() => Written = 0;
}
