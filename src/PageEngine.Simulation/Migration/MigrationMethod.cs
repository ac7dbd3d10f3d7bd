using System.Text.Json.Serialization;
using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>How a machine is moved to another host.</summary>
/// <remarks>Immutable; may be shared by many moves.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "method", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Cold), "cold")]
[JsonDerivedType(typeof(StopAndCopy), "stopAndCopy")]
[JsonDerivedType(typeof(PreCopy), "preCopy")]
[JsonDerivedType(typeof(PostCopy), "postCopy")]
[JsonDerivedType(typeof(Hybrid), "hybrid")]
public abstract record MigrationMethod
{
    private protected MigrationMethod()
    {
    }

    /// <summary>The connections that pages go over in parallel, 1 or more. They matter where a window limits each.</summary>
    public int Streams { get; init; } = 1;

    /// <summary>The bytes of registers and of devices that the machine does not name, sent while the processors stand still.</summary>
    /// <remarks>The devices in <see cref="VmSpec.Devices"/> come on top.</remarks>
    public ByteSize DeviceState { get; init; } = ByteSize.FromKiB(64);

    /// <summary>The time from the moment that the destination has everything until the processors run there.</summary>
    public SimTime ActivationTime { get; init; }

    /// <summary>Whether pages of zeros are recognised and sent as such; otherwise they are pages like any other.</summary>
    public bool DetectZeros { get; init; } = true;

    /// <summary>Whether the guest says which pages it does not use, so that they are not sent; its balloon driver does that.</summary>
    /// <remarks>
    /// What such a page holds on the destination is left open, as it is to the guest. A page that the guest takes into use
    /// after it said so is written then, and sent for that reason.
    /// </remarks>
    public bool FreePageHinting { get; init; }

    /// <summary>Pages that the destination holds already are sent as references; null for that not to be tried.</summary>
    public DuplicateSuppression? Duplicates { get; init; }

    /// <summary>Pages are compressed before they are sent; null for that not to be tried.</summary>
    public StreamCompression? Compression { get; init; }

    /// <summary>
    /// Whether the old host keeps the memory as it was at the switch on its disk, for a move back
    /// (<see cref="DuplicateSuppression.Checkpoint"/>).
    /// </summary>
    /// <remarks>Knauth and Fetzer, "VeCycle: Recycling VM checkpoints for faster migrations", Middleware 2015.</remarks>
    public bool LeaveCheckpoint { get; init; }

    /// <summary>How disks move that are not shared.</summary>
    public DiskMirroring Disks { get; init; }

    /// <summary>What happens to connections when the destination is in another network.</summary>
    public NetworkHandover Handover { get; init; }

    /// <summary>The packets that are kept for the machine while it cannot take them, 0 or more; others are lost.</summary>
    public int PacketBuffer { get; init; }

    /// <summary>How often the move begins anew after it failed before the destination was in charge, 0 or more.</summary>
    public int Retries { get; init; }

    /// <summary>How long it waits before it begins anew; where the path is not there then, that attempt has failed too.</summary>
    public SimTime RetryDelay { get; init; } = SimTime.FromSeconds(1);

    /// <summary>What the first write to a page costs the guest while pages are tracked.</summary>
    /// <remarks>Nothing with hardware that logs dirty pages itself; about a microsecond where pages are write-protected.</remarks>
    public SimTime TrackingTime { get; init; }

    /// <summary>How the machine announces its new port.</summary>
    internal AnnouncementSchedule Announcements { get; } = new();

    /// <summary>What the method asks for, in the words of hypervisors, which do not allow all of it together.</summary>
    internal virtual IEnumerable<MigrationFeature> Features
    {
        get
        {
            if (Streams > 1)
            {
                yield return MigrationFeature.ParallelChannels;
            }

            if (Compression is not null)
            {
                yield return Streams > 1 ? MigrationFeature.ChannelCompression : MigrationFeature.ThreadedCompression;
            }
        }
    }

    /// <summary>What is wrong with the method; null when nothing is.</summary>
    internal virtual string? FindMistake() =>
        Streams < 1 ? "a migration needs a stream"
        : ActivationTime < SimTime.Zero ? "an activation does not take less than no time"
        : Duplicates?.FingerprintTime < SimTime.Zero ? "fingerprinting does not take less than no time"
        : Compression?.Mistake is { } mistake ? mistake
        : Disks is not (DiskMirroring.Bitmap or DiskMirroring.WriteBlocking) ? "there is no such way to move disks"
        : Handover is < NetworkHandover.Break or > NetworkHandover.Redirect ? "there is no such way to hand over connections"
        : PacketBuffer < 0 ? "a buffer does not hold less than no packet"
        : Retries < 0 || RetryDelay < SimTime.Zero ? "a move begins anew 0 times or more, and not before it ended"
        : TrackingTime < SimTime.Zero ? "tracking does not take less than no time"
        : null;
}
