namespace PageEngine.Images;

/// <summary>
/// The bytes of pages that were compared lately: contents that many pages have are read again only once.
/// </summary>
internal sealed class EarlierPages(DumpTokenLoader loader)
{
    private const int SlotCount = 256;

    private readonly byte[] _bytes = new byte[SlotCount * Page.Size];

    // The number of a page plus 1; 0 is empty.
    private readonly ulong[] _numbers = new ulong[SlotCount];

    /// <summary>Whether the page of a number has these bytes. False as well where it cannot be read any more.</summary>
    internal bool Equals(ulong number, ReadOnlySpan<byte> page)
    {
        int slot = (int)(number % SlotCount);
        Span<byte> earlier = _bytes.AsSpan(slot * Page.Size, Page.Size);
        if (_numbers[slot] != number + 1)
        {
            _numbers[slot] = 0;
            if (!loader.TryRead(number, earlier))
            {
                return false;
            }

            _numbers[slot] = number + 1;
        }

        return earlier.SequenceEqual(page);
    }
}
