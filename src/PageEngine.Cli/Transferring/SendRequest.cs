using PageEngine.Linux;
using PageEngine.Migration;
using PageEngine.Simulation;

namespace PageEngine.Cli.Transferring;

/// <summary>What <c>pageengine send</c> was asked for.</summary>
internal sealed record SendRequest
{
    internal required HostAndPort To { get; init; }

    internal string? File { get; init; }

    internal ByteSize? Demo { get; init; }

    internal double DirtyRate { get; init; }

    internal ByteSize? WorkingSet { get; init; }

    internal WritePattern Pattern { get; init; }

    internal ulong Seed { get; init; }

    internal StopPolicyKind Policy { get; init; }

    internal SimTime DowntimeLimit { get; init; }

    internal SimTime? TimeCap { get; init; }

    internal double? Bandwidth { get; init; }

    internal int? PostCopyAfter { get; init; }

    internal ByteSize? Xbzrle { get; init; }

    internal ByteSize? References { get; init; }

    internal TransferCompression Compression { get; init; }

    internal bool AutoConverge { get; init; }

    internal string? KeyFile { get; init; }

    internal bool UsesTls { get; init; }

    internal string? Fingerprint { get; init; }

    internal string? RecordFile { get; init; }

    internal bool Settles { get; init; }

    internal SimTime Patience { get; init; }

    internal bool AsJson { get; init; }
}
