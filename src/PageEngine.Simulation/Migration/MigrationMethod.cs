using System.Text.Json.Serialization;

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

    /// <summary>The bytes of registers and devices, sent while the processors stand still.</summary>
    public ByteSize DeviceState { get; init; } = ByteSize.FromKiB(64);

    /// <summary>The time from the moment that the destination has everything until the processors run there.</summary>
    public SimTime ActivationTime { get; init; }

    /// <summary>How the machine announces its new port.</summary>
    internal PageEngine.Migration.AnnouncementSchedule Announcements { get; } = new();

    /// <summary>What is wrong with the method; null when nothing is.</summary>
    internal virtual string? FindMistake() =>
        Streams < 1 ? "a migration needs a stream"
        : ActivationTime < SimTime.Zero ? "an activation does not take less than no time"
        : null;
}
