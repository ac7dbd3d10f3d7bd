namespace PageEngine.Migration;

/// <summary>What a path between two hosts gives to a migration.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
public sealed record NetworkPath
{
    /// <summary>What the link carries in bytes a second; over 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public required double LinkBytesPerSecond
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(value), false, nameof(value));
            field = value;
        }
    }

    /// <summary>The time there and back in seconds; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public double RttSeconds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>The connections in parallel, at least 1; 1 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Streams
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1;

    /// <summary>The most bytes of one connection on their way; null for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public ulong? WindowBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfEqual(value.GetValueOrDefault(1), 0UL, nameof(value));
            field = value;
        }
    }

    /// <summary>What the path gives in bytes a second: the less of link and streams · window / RTT.</summary>
    /// <remarks>A sender has at most one window on its way for each stream and time there and back (RFC 9293, 3.8.6).</remarks>
    public double BytesPerSecond => WindowBytes is { } window && RttSeconds > 0
        ? Math.Min(LinkBytesPerSecond, Streams * (window / RttSeconds))
        : LinkBytesPerSecond;

    /// <summary>The time of control messages that each wait for an answer, in seconds.</summary>
    /// <param name="count">How many.</param>
    public double ExchangeSeconds(int count) => count * RttSeconds;

    /// <summary>How long a vCPU waits for a page that it has touched before it came, in seconds.</summary>
    /// <remarks>The request and its answer cost a time there and back, the page its bytes on the link.</remarks>
    /// <param name="pageBytes">The bytes of the page: 4 KiB, or the whole large page.</param>
    /// <param name="serviceSeconds">What the two hosts take to find and to place it.</param>
    public double FaultSeconds(ulong pageBytes = Page.Size, double serviceSeconds = 0) =>
        RttSeconds + (pageBytes / BytesPerSecond) + serviceSeconds;
}
