namespace PageEngine.Images;

/// <summary>What sample images are made from.</summary>
public sealed record SampleImageOptions
{
    /// <summary>The number that everything is drawn from: the same seed gives the same bytes.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The memory of each guest, at least 1 MiB and at most 64 GiB.</summary>
    public ByteSize GuestSize { get; init; } = ByteSize.FromMiB(32);
}
