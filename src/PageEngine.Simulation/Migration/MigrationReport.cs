namespace PageEngine.Simulation;

/// <summary>What a move has done so far. It goes on changing until the move is over.</summary>
/// <remarks>One thread at a time, with everything else of its simulation.</remarks>
public sealed class MigrationReport
{
    private readonly List<MigrationRoundReport> _rounds = [];
    private readonly List<SimTime> _announcements = [];

    internal MigrationReport()
    {
    }

    /// <summary>The rounds of the pre-copy that have ended.</summary>
    public IReadOnlyList<MigrationRoundReport> Rounds => _rounds;

    /// <summary>When the move was asked for.</summary>
    public SimTime Begin { get; internal set; }

    /// <summary>The time from <see cref="Begin"/> until the source held nothing any more; until now while the move goes on.</summary>
    public SimTime TotalTime { get; internal set; }

    /// <summary>The downtime and its parts.</summary>
    public MigrationDowntime Downtime { get; internal set; }

    /// <summary>The bytes that have crossed, with headers.</summary>
    public ulong Bytes { get; internal set; }

    /// <summary>The pages that have crossed with their content, each as often as it did.</summary>
    public ulong Pages { get; internal set; }

    /// <summary>The pages that have crossed as zeros.</summary>
    public ulong ZeroPages { get; internal set; }

    /// <summary>The pages of these that crossed while the processors stood still.</summary>
    public ulong DowntimePages { get; internal set; }

    /// <summary>The pages of these that crossed after the machine ran on the destination.</summary>
    public ulong PostCopyPages { get; internal set; }

    /// <summary>The pages that the machine touched before they came.</summary>
    public ulong PostCopyFaults { get; internal set; }

    /// <summary>The time that was waited for these pages in sum.</summary>
    public SimTime PostCopyFaultTime { get; internal set; }

    /// <summary>The longest wait for one of them.</summary>
    public SimTime LongestPostCopyFault { get; internal set; }

    /// <summary>How often a post-copy stood still because nothing got from host to host.</summary>
    public int Interruptions { get; internal set; }

    /// <summary>When the machine announced its new port.</summary>
    public IReadOnlyList<SimTime> Announcements => _announcements;

    internal void Add(in MigrationRoundReport round) => _rounds.Add(round);

    internal void AddAnnouncement(SimTime time) => _announcements.Add(time);

    internal void NoteFault(SimTime wait)
    {
        PostCopyFaults++;
        PostCopyFaultTime += wait;
        LongestPostCopyFault = SimTime.Max(LongestPostCopyFault, wait);
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(_rounds.Count);
        foreach (MigrationRoundReport round in _rounds)
        {
            round.Save(writer);
        }

        writer.Write(_announcements.Count);
        foreach (SimTime time in _announcements)
        {
            writer.Write(time);
        }

        foreach (SimTime time in (ReadOnlySpan<SimTime>)[
            Begin, TotalTime, Downtime.Memory, Downtime.DeviceState, Downtime.Exchange, Downtime.Activation,
            PostCopyFaultTime, LongestPostCopyFault])
        {
            writer.Write(time);
        }

        foreach (ulong count in (ReadOnlySpan<ulong>)[Bytes, Pages, ZeroPages, DowntimePages, PostCopyPages, PostCopyFaults])
        {
            writer.Write(count);
        }

        writer.Write(Interruptions);
    }

    internal void Load(StateReader reader)
    {
        _rounds.Clear();
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            _rounds.Add(MigrationRoundReport.Load(reader));
        }

        _announcements.Clear();
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            _announcements.Add(reader.ReadTime());
        }

        Begin = reader.ReadTime();
        TotalTime = reader.ReadTime();
        Downtime = new MigrationDowntime(reader.ReadTime(), reader.ReadTime(), reader.ReadTime(), reader.ReadTime());
        PostCopyFaultTime = reader.ReadTime();
        LongestPostCopyFault = reader.ReadTime();
        Bytes = reader.ReadUInt64();
        Pages = reader.ReadUInt64();
        ZeroPages = reader.ReadUInt64();
        DowntimePages = reader.ReadUInt64();
        PostCopyPages = reader.ReadUInt64();
        PostCopyFaults = reader.ReadUInt64();
        Interruptions = reader.ReadInt32();
    }
}
