namespace PageEngine.Images;

/// <summary>The pages of a window that no checkpoint has yet, in the form in which the archive keeps them.</summary>
internal sealed class NewContents(CheckpointWindow window)
{
    private const int BatchPages = CheckpointWindow.BatchPages;

    private readonly int[] _slots = new int[CheckpointWindow.Capacity];
    private readonly PageEncoding[] _encodings = new PageEncoding[CheckpointWindow.Capacity];
    private readonly int[] _lengths = new int[CheckpointWindow.Capacity];
    private readonly byte[] _encoded = new byte[CheckpointWindow.Capacity * Page.Size];

    internal int Count { get; private set; }

    internal int BatchCount => (Count + BatchPages - 1) / BatchPages;

    internal void Clear() => Count = 0;

    internal void Add(int slot) => _slots[Count++] = slot;

    internal int SlotOf(int index) => _slots[index];

    internal int LengthOf(int index) => _lengths[index];

    internal PageEncoding EncodingOf(int index) => _encodings[index];

    /// <summary>Encodes a batch; batches may be encoded at the same time.</summary>
    internal void Encode(int batch, CheckpointWorker worker)
    {
        int end = Math.Min((batch + 1) * BatchPages, Count);
        for (int i = batch * BatchPages; i < end; i++)
        {
            _encodings[i] = worker.Encode(
                _slots[i], _encoded.AsSpan(i << Page.Shift, Page.Size), out _lengths[i]);
        }
    }

    /// <summary>All bytes of the contents, one behind the other.</summary>
    internal ReadOnlySpan<byte> Pack()
    {
        int first = Count == 0 ? 0 : _slots[0];
        bool isPlain = Count > 0 && _slots[Count - 1] - first == Count - 1
            && !_encodings.AsSpan(0, Count).ContainsAnyExcept(PageEncoding.Raw);
        if (isPlain)
        {
            return window.Bytes.AsSpan(first << Page.Shift, Count << Page.Shift);
        }

        // A form is no longer than a page, so what moves forward never reaches a form that has not moved yet.
        int position = 0;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<byte> form = _encodings[i] == PageEncoding.Raw
                ? window.PageAt(_slots[i])
                : _encoded.AsSpan(i << Page.Shift, _lengths[i]);
            form.CopyTo(_encoded.AsSpan(position));
            position += form.Length;
        }

        return _encoded.AsSpan(0, position);
    }
}
