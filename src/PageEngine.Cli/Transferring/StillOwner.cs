using System.IO.Hashing;
using PageEngine.Linux;
using PageEngine.Migration;

namespace PageEngine.Cli.Transferring;

/// <summary>The owner of a dump: it writes nothing, and knows the checksum of what it brings.</summary>
internal sealed class StillOwner(MappedGuestMemory memory) : ITransferOwner
{
    internal const string StateName = "pageengine dump";
    internal const uint StateVersion = 1;
    internal const int StateBytes = sizeof(ulong);

    private readonly ulong _checksum = ChecksumOf(memory);

    public void Pause()
    {
    }

    public void Unpause()
    {
    }

    public void Throttle(int percent)
    {
    }

    public IReadOnlyList<GuestState> SaveStates() =>
        [new(StateKind.Management, StateName, StateVersion, BitConverter.GetBytes(_checksum))];

    /// <summary>XXH3-64 of all bytes.</summary>
    internal static ulong ChecksumOf(MappedGuestMemory memory)
    {
        XxHash3 hash = new();
        for (int segment = 0; segment < memory.SegmentCount; segment++)
        {
            hash.Append(memory.GetSegment(segment));
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
