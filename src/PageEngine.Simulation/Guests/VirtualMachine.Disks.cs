namespace PageEngine.Simulation;

/// <content>Virtual disks.</content>
public sealed partial class VirtualMachine
{
    private readonly VirtualDisk[] _disks;

    internal IReadOnlyList<VirtualDisk> Disks => _disks;

    /// <summary>Writes a block of one of the machine's disks; no time passes.</summary>
    /// <param name="disk">The place of the disk in <see cref="VmSpec.Disks"/>.</param>
    /// <param name="block">The block.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such disk or block.</exception>
    public void WriteDisk(int disk, ulong block)
    {
        Enter();
        ArgumentOutOfRangeException.ThrowIfNegative(disk);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(disk, _disks.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(block, _disks[disk].BlockCount);
        AdvanceDisks();
        _disks[disk].Write((uint)block);
    }

    /// <summary>Brings the disks up to date with what the guest has written, and goes on at the speed that it has now.</summary>
    internal void AdvanceDisks()
    {
        if (_disks.Length > 0)
        {
            double speed = IsRunnable && !IsBlocked ? (100 - ThrottlePercent) / 100.0 : 0;
            foreach (VirtualDisk disk in _disks)
            {
                disk.Advance(Simulation.Now, speed);
            }
        }
    }

    private VirtualDisk[] MakeDisks()
    {
        VirtualDisk[] disks = new VirtualDisk[Spec.Disks.Count];
        for (int i = 0; i < disks.Length; i++)
        {
            disks[i] = new VirtualDisk(Spec.Disks[i], StreamFor($"disk {Spec.Disks[i].Name}"));
        }

        return disks;
    }

    private void SaveDisks(StateWriter writer)
    {
        foreach (VirtualDisk disk in _disks)
        {
            disk.Save(writer);
        }
    }

    private void LoadDisks(StateReader reader)
    {
        foreach (VirtualDisk disk in _disks)
        {
            disk.Dispose();
            disk.Load(reader);
        }
    }
}
