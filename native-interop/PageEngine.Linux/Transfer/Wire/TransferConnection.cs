namespace PageEngine.Linux;

/// <summary>A connection between the two sides of a transfer, and how far it can be trusted.</summary>
/// <remarks>One thread may read while another writes. Disposing it from any thread ends both.</remarks>
public sealed class TransferConnection : IDisposable
{
    private readonly byte[] _binding;

    /// <summary>Takes a stream that reads and writes.</summary>
    /// <param name="stream">The stream; disposed with the connection.</param>
    /// <param name="peer">What the other side is called in messages.</param>
    /// <param name="isPrivate">
    /// Whether nobody else can read and change the bytes: encrypted, or within this machine.
    /// </param>
    /// <param name="isLocal">Whether the other side is on this machine, where a key may be left out.</param>
    /// <param name="channelBinding">
    /// What both sides know of the channel and nobody between them can imitate, such as the hash of the certificate;
    /// empty for none. Proofs of the key hold for this channel only.
    /// </param>
    public TransferConnection(
        Stream stream, string peer, bool isPrivate, bool isLocal, ReadOnlySpan<byte> channelBinding = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(peer);
        Stream = stream;
        Peer = peer;
        IsPrivate = isPrivate;
        IsLocal = isLocal;
        _binding = channelBinding.ToArray();
    }

    /// <summary>What the other side is called in messages.</summary>
    public string Peer { get; }

    /// <summary>Whether nobody else can read and change the bytes.</summary>
    public bool IsPrivate { get; }

    /// <summary>Whether the other side is on this machine.</summary>
    public bool IsLocal { get; }

    internal Stream Stream { get; }

    internal ReadOnlySpan<byte> ChannelBinding => _binding;

    /// <summary>Closes the connection.</summary>
    public void Dispose() => Stream.Dispose();

    /// <summary>Says how long a read and a write may take, where the stream can be told.</summary>
    internal void SetTimeouts(TimeSpan read, TimeSpan write)
    {
        if (Stream.CanTimeout)
        {
            Stream.ReadTimeout = Milliseconds(read);
            Stream.WriteTimeout = Milliseconds(write);
        }
    }

    private static int Milliseconds(TimeSpan time) => time == Timeout.InfiniteTimeSpan
        ? Timeout.Infinite
        : (int)Math.Clamp(time.TotalMilliseconds, 1, int.MaxValue);
}
