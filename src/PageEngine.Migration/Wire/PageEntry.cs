namespace PageEngine.Migration;

/// <summary>One page of a <see cref="PageBatch"/>.</summary>
public readonly ref struct PageEntry
{
    internal PageEntry(GuestFrameNumber page, PageEncoding encoding, ReadOnlySpan<byte> payload)
    {
        Page = page;
        Encoding = encoding;
        Payload = payload;
    }

    /// <summary>Which page of the guest.</summary>
    public GuestFrameNumber Page { get; }

    /// <summary>The form in which it travels.</summary>
    public PageEncoding Encoding { get; }

    /// <summary>The payload, for <see cref="PageDecoder.TryDecode"/>, which trusts no payload.</summary>
    public ReadOnlySpan<byte> Payload { get; }
}
