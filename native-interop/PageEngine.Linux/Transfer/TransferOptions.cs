using PageEngine.Migration;

namespace PageEngine.Linux;

/// <summary>How a <see cref="TransferSender"/> moves a guest.</summary>
/// <remarks>Not changed after construction; may be shared.</remarks>
public sealed record TransferOptions
{
    /// <summary>Makes the policy that decides when the guest is stopped; QEMU's rule with 300 ms unless set.</summary>
    public Func<IStopPolicy> Policy { get; init; } = static () => new QemuStopPolicy();

    /// <summary>How the rounds are run.</summary>
    public PreCopyOptions Rounds { get; init; } = new();

    /// <summary>What the rounds may send in a second, in bytes; null for all that the link gives.</summary>
    /// <remarks>With the guest stopped, and in post-copy, no cap holds.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double? BytesPerSecond
    {
        get;
        init
        {
            bool isSound = value is null or (> 0 and < double.PositiveInfinity);
            ArgumentOutOfRangeException.ThrowIfEqual(isSound, false, nameof(value));
            field = value;
        }
    }

    /// <summary>The memory for pages as they were sent, for deltas; null for no deltas.</summary>
    public ByteSize? DeltaCache { get; init; }

    /// <summary>The memory for pages as they were sent, for references to them; null for no references.</summary>
    public ByteSize? ReferenceCache { get; init; }

    /// <summary>How pages are compressed.</summary>
    public TransferCompression Compression { get; init; }

    /// <summary>The pages of a frame: 1 to 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public int PagesPerFrame
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, PageStreamEncoder.MaxPagesPerFrame);
            field = value;
        }
    } = PageStreamEncoder.DefaultPagesPerFrame;

    /// <summary>The key that both sides know; null for none, which is for the same machine only.</summary>
    public TransferKey? Key { get; init; }

    /// <summary>How long an answer of the other side is waited for; 30 s unless set.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The attempt that this one replaces: the receiver drops what it still keeps of it. Empty for none.
    /// </summary>
    public Guid Replaces { get; init; }

    internal TransferClock Clock { get; init; } = TransferClock.System;
}
