namespace PageEngine.Simulation;

/// <summary>What one round of a pre-copy did.</summary>
/// <param name="Index">The number; round 0 sends the whole memory.</param>
/// <param name="Begin">When it began.</param>
/// <param name="Duration">What it took, with the look at the dirty log that ended it.</param>
/// <param name="Pages">The pages sent with their content.</param>
/// <param name="ZeroPages">The pages sent as zeros.</param>
/// <param name="Bytes">The bytes sent.</param>
/// <param name="DirtiedPages">The pages that the look found written.</param>
/// <param name="RemainingPages">The pages that wait after it.</param>
/// <param name="ThrottlePercent">How far the processors were throttled: 0 to 99 %.</param>
public readonly record struct MigrationRoundReport(
    int Index,
    SimTime Begin,
    SimTime Duration,
    ulong Pages,
    ulong ZeroPages,
    ulong Bytes,
    ulong DirtiedPages,
    ulong RemainingPages,
    int ThrottlePercent)
{
    /// <summary>The pages sent, by form.</summary>
    public EncodingCounts PagesByEncoding { get; init; }

    /// <summary>The bytes of their payloads, by form.</summary>
    public EncodingCounts BytesByEncoding { get; init; }

    /// <summary>The accesses that the guest's tasks made in the round.</summary>
    public ulong GuestWork { get; init; }

    /// <summary>The bytes sent in a second; 0 for a round that took no time.</summary>
    public double BytesPerSecond => Duration > SimTime.Zero ? Bytes / Duration.TotalSeconds : 0;

    /// <summary>The pages dirtied in a second; 0 for a round that took no time.</summary>
    public double DirtyPagesPerSecond => Duration > SimTime.Zero ? DirtiedPages / Duration.TotalSeconds : 0;

    /// <summary>What sending the rest would take at the bandwidth of this round, in seconds; infinite if nothing was sent.</summary>
    public double ExpectedDowntimeSeconds => RemainingPages == 0 ? 0 : (double)RemainingPages * Page.Size / BytesPerSecond;

    internal void Save(StateWriter writer)
    {
        writer.Write(Index);
        writer.Write(Begin);
        writer.Write(Duration);
        writer.Write(Pages);
        writer.Write(ZeroPages);
        writer.Write(Bytes);
        writer.Write(DirtiedPages);
        writer.Write(RemainingPages);
        writer.Write(ThrottlePercent);
        PagesByEncoding.Save(writer);
        BytesByEncoding.Save(writer);
        writer.Write(GuestWork);
    }

    internal static MigrationRoundReport Load(StateReader reader) => new(
        reader.ReadInt32(),
        reader.ReadTime(),
        reader.ReadTime(),
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadInt32())
    {
        PagesByEncoding = EncodingCounts.Load(reader),
        BytesByEncoding = EncodingCounts.Load(reader),
        GuestWork = reader.ReadUInt64(),
    };
}
