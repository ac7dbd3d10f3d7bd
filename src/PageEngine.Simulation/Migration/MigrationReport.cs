using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>What a move has done so far. It goes on changing until the move is over.</summary>
/// <remarks>One thread at a time, with everything else of its simulation.</remarks>
public sealed partial class MigrationReport
{
    private readonly List<MigrationRoundReport> _rounds = [];
    private readonly List<SimTime> _announcements = [];
    private readonly List<DiskMoveReport> _disks = [];

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

    /// <summary>The bytes that have crossed to the destination: what a page stream takes (<see cref="PageStreamMeter"/>).</summary>
    /// <remarks>Blocks of disks are counted in <see cref="DiskBytes"/>.</remarks>
    public ulong Bytes { get; internal set; }

    /// <summary>The bytes that have crossed back to the source: answers, requests for pages, fingerprints.</summary>
    public ulong BytesBack { get; internal set; }

    /// <summary>The bytes of disk blocks and bitmaps that have crossed.</summary>
    public ulong DiskBytes { get; internal set; }

    /// <summary>The pages that have crossed, by form, each as often as it did.</summary>
    public EncodingCounts PagesByEncoding { get; internal set; }

    /// <summary>The bytes of the payloads of these pages, by form; headers are not in it.</summary>
    public EncodingCounts BytesByEncoding { get; internal set; }

    /// <summary>What each form has saved against sending whole pages, in bytes.</summary>
    public EncodingCounts BytesSaved => PagesByEncoding.Whole - BytesByEncoding;

    /// <summary>Pages that the guest said it does not use and that were not sent, each as often as it would have been.</summary>
    public ulong HintedPages { get; internal set; }

    /// <summary>References that the destination could not resolve any more; it asked for the page instead.</summary>
    public ulong StaleReferences { get; internal set; }

    /// <summary>Pages that were to be sent and equal what was sent before, so that nothing crossed.</summary>
    public ulong UnchangedPages { get; internal set; }

    /// <summary>The pages that have crossed with content, in whatever form, each as often as it did.</summary>
    public ulong Pages => PagesByEncoding.Total - PagesByEncoding.Zero;

    /// <summary>The pages that have crossed as zeros.</summary>
    public ulong ZeroPages => PagesByEncoding.Zero;

    /// <summary>The pages of these that crossed while the processors stood still.</summary>
    public ulong DowntimePages { get; internal set; }

    /// <summary>The pages of these that crossed after the machine ran on the destination.</summary>
    public ulong PostCopyPages { get; internal set; }

    /// <summary>The waits for pages that the machine touched before they came.</summary>
    public LatencyHistogram PostCopyLatency { get; } = new();

    /// <summary>The pages that the machine touched before they came.</summary>
    public ulong PostCopyFaults => PostCopyLatency.Count;

    /// <summary>The time that was waited for these pages in sum.</summary>
    public SimTime PostCopyFaultTime => PostCopyLatency.Sum;

    /// <summary>The longest wait for one of them.</summary>
    public SimTime LongestPostCopyFault => PostCopyLatency.Longest;

    /// <summary>Processor time that the move has taken from the guest while it ran.</summary>
    public GuestTimeLost GuestTimeLost { get; internal set; }

    /// <summary>How often a post-copy stood still because nothing got from host to host.</summary>
    public int Interruptions { get; internal set; }

    /// <summary>How often the move began: once, and once more for each retry.</summary>
    public int Attempts { get; internal set; } = 1;

    /// <summary>Devices of the host that were unplugged before the move.</summary>
    public int UnpluggedDevices { get; internal set; }

    /// <summary>The disks that are not shared, in the order of <see cref="VmSpec.Disks"/>.</summary>
    public IReadOnlyList<DiskMoveReport> Disks => _disks;

    /// <summary>What the network noticed; nothing before the machine ran on the destination.</summary>
    public SwitchoverNetwork Network { get; internal set; }

    /// <summary>When the machine announced its new port.</summary>
    public IReadOnlyList<SimTime> Announcements => _announcements;

    internal void Add(in MigrationRoundReport round) => _rounds.Add(round);

    internal void AddAnnouncement(SimTime time) => _announcements.Add(time);

    internal void Set(int disk, in DiskMoveReport report)
    {
        while (_disks.Count <= disk)
        {
            _disks.Add(default);
        }

        _disks[disk] = report;
    }
}
