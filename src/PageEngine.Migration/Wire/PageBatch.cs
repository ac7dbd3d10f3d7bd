using System.Buffers.Binary;

namespace PageEngine.Migration;

/// <summary>The pages of one frame. Valid as long as the frame that it came from.</summary>
/// <remarks>
/// <code>
/// payload  payloads of the pages, one behind the other
///          a descriptor for each:  [63..24: guest frame][23..16: form][15..0: length]
///          their number, 4 bytes
/// </code>
/// The descriptors stand behind the payloads, so a sender writes pages straight into its output.
/// </remarks>
public readonly ref struct PageBatch
{
    private readonly ReadOnlySpan<byte> _payloads;
    private readonly ReadOnlySpan<byte> _descriptors;

    private PageBatch(ReadOnlySpan<byte> payloads, ReadOnlySpan<byte> descriptors)
    {
        _payloads = payloads;
        _descriptors = descriptors;
    }

    /// <summary>The pages: 1 to 256.</summary>
    public int Count => _descriptors.Length / PageDescriptor.Bytes;

    /// <summary>Enumerates the pages without allocation.</summary>
    public Enumerator GetEnumerator() => new(_payloads, _descriptors);

    internal static bool TryRead(ReadOnlySpan<byte> payload, ulong pageCount, out PageBatch batch)
    {
        batch = default;
        if (payload.Length < sizeof(uint))
        {
            return false;
        }

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(payload[^sizeof(uint)..]);
        payload = payload[..^sizeof(uint)];
        if (count is 0 or > StreamFormat.MaxPagesPerFrame || payload.Length < (int)count * PageDescriptor.Bytes)
        {
            return false;
        }

        ReadOnlySpan<byte> descriptors = payload[^((int)count * PageDescriptor.Bytes)..];
        ReadOnlySpan<byte> payloads = payload[..^descriptors.Length];
        int bytes = 0;
        for (int at = 0; at < descriptors.Length; at += PageDescriptor.Bytes)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(descriptors[at..]);
            if (!PageDescriptor.IsSound(word) || PageDescriptor.PageOf(word).Value >= pageCount)
            {
                return false;
            }

            bytes += PageDescriptor.LengthOf(word);
        }

        batch = new PageBatch(payloads, descriptors);
        return bytes == payloads.Length;
    }

    /// <summary>Goes through the pages of a batch.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _payloads;
        private ReadOnlySpan<byte> _descriptors;

        internal Enumerator(ReadOnlySpan<byte> payloads, ReadOnlySpan<byte> descriptors)
        {
            _payloads = payloads;
            _descriptors = descriptors;
        }

        /// <summary>The page.</summary>
        public PageEntry Current { get; private set; }

        /// <summary>Goes to the next page.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext()
        {
            if (_descriptors.IsEmpty)
            {
                return false;
            }

            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(_descriptors);
            int length = PageDescriptor.LengthOf(word);
            Current = new PageEntry(PageDescriptor.PageOf(word), PageDescriptor.FormOf(word), _payloads[..length]);
            _payloads = _payloads[length..];
            _descriptors = _descriptors[PageDescriptor.Bytes..];
            return true;
        }
    }
}
