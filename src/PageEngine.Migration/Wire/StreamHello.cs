using System.Buffers.Binary;
using System.Diagnostics;

namespace PageEngine.Migration;

/// <summary>How a side of a page stream introduces itself.</summary>
/// <param name="Version">The highest version that it speaks.</param>
/// <param name="MinVersion">The lowest version that it speaks.</param>
/// <param name="Features">What it can do.</param>
/// <param name="StreamId">Which migration this is, the same in both directions and when a broken one is taken up again.</param>
/// <param name="FingerprintSeed">The seed of fingerprints in references.</param>
public readonly record struct StreamHello(
    ushort Version, ushort MinVersion, StreamFeatures Features, Guid StreamId, long FingerprintSeed)
{
    internal const int Bytes = 40;

    private const ulong KnownFeatures = (ulong)(StreamFeatures.Delta | StreamFeatures.Lz4 | StreamFeatures.Zstandard
        | StreamFeatures.Reference | StreamFeatures.PostCopy);

    private const int MinVersionOffset = 2;
    private const int PageSizeOffset = 4;
    private const int FeaturesOffset = 8;
    private const int SeedOffset = 16;
    private const int IdOffset = 24;

    /// <summary>The version of this implementation: 1.</summary>
    public static ushort CurrentVersion => StreamFormat.CurrentVersion;

    /// <summary>The hello of this implementation.</summary>
    /// <param name="features">What it may use.</param>
    /// <param name="streamId">Which migration this is.</param>
    /// <param name="fingerprintSeed">The seed of fingerprints in references.</param>
    public static StreamHello Create(StreamFeatures features, Guid streamId, long fingerprintSeed = 0) =>
        new(CurrentVersion, CurrentVersion, features, streamId, fingerprintSeed);

    /// <summary>Agrees with the other side: the highest common version and the common features.</summary>
    /// <param name="other">The other side's hello.</param>
    /// <param name="agreed">What both can do, under this side's identity and seed.</param>
    /// <returns>Whether there is a common version and the identities are the same.</returns>
    public bool TryAgree(StreamHello other, out StreamHello agreed)
    {
        ushort version = Math.Min(Version, other.Version);
        agreed = this with { Version = version, MinVersion = version, Features = Features & other.Features };
        return version >= MinVersion && version >= other.MinVersion && StreamId == other.StreamId;
    }

    internal void Write(Span<byte> payload)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(payload, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(payload[MinVersionOffset..], MinVersion);
        BinaryPrimitives.WriteInt32LittleEndian(payload[PageSizeOffset..], Page.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(payload[FeaturesOffset..], (ulong)Features);
        BinaryPrimitives.WriteInt64LittleEndian(payload[SeedOffset..], FingerprintSeed);
        bool isWritten = StreamId.TryWriteBytes(payload[IdOffset..]);
        Debug.Assert(isWritten, "16 bytes are there");
    }

    internal static bool TryRead(ReadOnlySpan<byte> payload, out StreamHello hello)
    {
        hello = default;
        if (payload.Length != Bytes || BinaryPrimitives.ReadInt32LittleEndian(payload[PageSizeOffset..]) != Page.Size)
        {
            return false;
        }

        // Features that this version does not know are not asked for, so they need not be kept.
        ulong features = BinaryPrimitives.ReadUInt64LittleEndian(payload[FeaturesOffset..]);
        hello = new StreamHello(
            BinaryPrimitives.ReadUInt16LittleEndian(payload),
            BinaryPrimitives.ReadUInt16LittleEndian(payload[MinVersionOffset..]),
            (StreamFeatures)(int)(features & KnownFeatures),
            new Guid(payload[IdOffset..Bytes]),
            BinaryPrimitives.ReadInt64LittleEndian(payload[SeedOffset..]));
        return hello.MinVersion <= hello.Version && hello.MinVersion > 0;
    }
}
