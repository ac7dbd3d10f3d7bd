using PageEngine.Linux;

namespace PageEngine.Cli.Transferring;

/// <summary>What begins to run when a guest has arrived: the demo's owner, or nothing for a dump.</summary>
internal sealed class ReceivedGuest(MappedTransferDestination memory) : ITransferGuest, IDisposable
{
    private DemoOwner? _owner;
    private ulong? _checksum;

    /// <summary>The writes that the demo's owner has carried out, here and before; null for a dump.</summary>
    internal ulong? Writes => _owner?.Writes;

    /// <summary>The writes that it had carried out when it arrived.</summary>
    internal ulong WritesBefore { get; private set; }

    public void Activate(IReadOnlyList<GuestState> states)
    {
        foreach (GuestState state in states)
        {
            if (state is { Name: DemoPlan.StateName, Version: DemoPlan.StateVersion }
                && DemoPlan.TryRead(state.Data.Span, memory.Memory!.PageCount, out DemoPlan? plan, out ulong writes))
            {
                WritesBefore = writes;
                _owner = new DemoOwner(memory.Memory, plan!, writes, memory.Require);
                _owner.Start();
            }
            else if (state is { Name: StillOwner.StateName, Version: StillOwner.StateVersion }
                && state.Data.Length == StillOwner.StateBytes)
            {
                _checksum = BitConverter.ToUInt64(state.Data.Span);
            }
        }
    }

    /// <summary>Stops the owner and looks at every byte. All pages are here.</summary>
    /// <returns>Whether they are what they must be; null if the sender said nothing to compare with.</returns>
    internal bool? Verify()
    {
        if (_owner is not null)
        {
            _owner.Pause();
            return _owner.CountWrongPages() == 0;
        }

        return _checksum is { } checksum ? StillOwner.ChecksumOf(memory.Memory!) == checksum : null;
    }

    public void Dispose() => _owner?.Dispose();
}
