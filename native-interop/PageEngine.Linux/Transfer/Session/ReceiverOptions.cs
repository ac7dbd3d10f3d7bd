namespace PageEngine.Linux;

/// <summary>What a <see cref="TransferReceiver"/> takes.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
public sealed record ReceiverOptions
{
    /// <summary>The most memory of a guest; 64 GiB unless set.</summary>
    public ByteSize MaxMemory { get; init; } = ByteSize.FromGiB(64);

    /// <summary>The most bytes of all states together; 64 MiB unless set.</summary>
    public ByteSize MaxStates { get; init; } = ByteSize.FromMiB(64);

    /// <summary>The key that both sides know; null for none, which is for the same machine only.</summary>
    public TransferKey? Key { get; init; }

    /// <summary>Whether a guest may come by post-copy.</summary>
    public bool AllowsPostCopy { get; init; } = true;

    /// <summary>How long an introduction may take in all; 10 s unless set.</summary>
    public TimeSpan IntroductionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nothing may come before a connection counts as lost; 60 s unless set.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
