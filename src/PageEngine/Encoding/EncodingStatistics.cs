namespace PageEngine;

/// <summary>How many pages went in each form, and how many bytes their payloads took.</summary>
/// <remarks>For one thread at a time; let each worker have its own and <see cref="Merge"/> them.</remarks>
public sealed class EncodingStatistics
{
    private const int EncodingCount = (int)PageEncoding.Reference + 1;

    private readonly ulong[] _pages = new ulong[EncodingCount];
    private readonly ulong[] _bytes = new ulong[EncodingCount];

    /// <summary>The pages in all forms.</summary>
    public ulong PageCount { get; private set; }

    /// <summary>The bytes of all payloads, without anything around them.</summary>
    public ulong PayloadBytes { get; private set; }

    /// <summary>The bytes that raw pages would have taken more.</summary>
    public ulong SavedBytes => (PageCount * Page.Size) - PayloadBytes;

    /// <summary>The pages that went in one form.</summary>
    /// <param name="encoding">The form.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such form.</exception>
    public ulong PagesOf(PageEncoding encoding) => _pages[IndexOf(encoding)];

    /// <summary>The bytes of the payloads of one form.</summary>
    /// <param name="encoding">The form.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such form.</exception>
    public ulong BytesOf(PageEncoding encoding) => _bytes[IndexOf(encoding)];

    /// <summary>Counts one page.</summary>
    /// <param name="encoding">The form in which it went.</param>
    /// <param name="payloadBytes">The bytes of its payload: 0 to 4096.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such form, or no payload is that long.</exception>
    public void Add(PageEncoding encoding, int payloadBytes)
    {
        int index = IndexOf(encoding);
        ArgumentOutOfRangeException.ThrowIfNegative(payloadBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payloadBytes, PageEncoder.MaxPayloadSize);
        _pages[index]++;
        _bytes[index] += (ulong)payloadBytes;
        PageCount++;
        PayloadBytes += (ulong)payloadBytes;
    }

    /// <summary>Adds the counts of another instance.</summary>
    /// <param name="other">The other counts; they stay as they are.</param>
    public void Merge(EncodingStatistics other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < EncodingCount; i++)
        {
            _pages[i] += other._pages[i];
            _bytes[i] += other._bytes[i];
        }

        PageCount += other.PageCount;
        PayloadBytes += other.PayloadBytes;
    }

    private static int IndexOf(PageEncoding encoding)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)encoding, (uint)EncodingCount, nameof(encoding));
        return (int)encoding;
    }
}
