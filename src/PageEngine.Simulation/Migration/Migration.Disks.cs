namespace PageEngine.Simulation;

/// <content>Disks that are not shared: rounds while the machine runs, the bitmap at the switch, the rest behind it.</content>
public sealed partial class Migration
{
    // A pass that leaves more than half of what the one before left is not worth another.
    private const int MostDiskPasses = 8;
    private const ulong WorthAnotherPass = 2;
    private const ulong BlockHeaderBytes = 16;

    private static readonly SimTime DiskSlice = SimTime.FromMilliseconds(50);

    private int _disk;
    private ulong _blocksBefore;
    private bool _disksFollow;

    private bool MovesDisks
    {
        get
        {
            foreach (VirtualDisk disk in Machine.Disks)
            {
                if (!disk.Spec.IsShared)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether something of the machine is still on the source when it runs on the destination.</summary>
    private bool Follows => _switchesToPostCopy || _disksFollow;

    private void BeginDisks()
    {
        Machine.AdvanceDisks();
        foreach (VirtualDisk disk in Machine.Disks)
        {
            if (!disk.Spec.IsShared)
            {
                disk.Mirror = new DiskMirror(disk, Destination.Id, Method.Disks);
            }
        }

        (_disk, _blocksBefore) = (0, CountBlocks());
        ReportDisks();
    }

    /// <summary>Copies blocks while the machine runs.</summary>
    private void SendDiskRound()
    {
        double cap = (Method as PreCopy)?.BytesPerSecond ?? double.PositiveInfinity;
        Flow ??= Simulation.Network.Open(Id, Source, Destination, Method.Streams, cap);
        if (TrySendBlocks(MigrationLoad.DiskRound, static (mirror, blocks) => mirror.Copied += blocks))
        {
            return;
        }

        EndDiskPass();
        ulong left = CountBlocks();
        bool goesOn = left > 0 && left * WorthAnotherPass < _blocksBefore && Machine.Disks[FirstMirror()].Mirror!.Rounds < MostDiskPasses;
        _blocksBefore = left;
        if (goesOn)
        {
            SendDiskRound();
            return;
        }

        CloseFlow();
        BeginMemory();
    }

    /// <summary>Sends what disks need while the machine stands still: all blocks, or only which of them follow.</summary>
    private void SendFrozenDisks()
    {
        bool copiesAll = Method is StopAndCopy or Cold || Method.Disks == DiskMirroring.WriteBlocking;
        if (copiesAll)
        {
            if (TrySendBlocks(MigrationLoad.DiskFrozen, static (mirror, blocks) => mirror.Frozen += blocks))
            {
                return;
            }

            if (CountBlocks() > 0)
            {
                _disk = 0;
                RewindMirrors();
                SendFrozenDisks();
                return;
            }
        }
        else if (_disk == 0)
        {
            _disk = Machine.Disks.Count;
            ulong bytes = CountBitmaps();
            if (bytes > 0)
            {
                _readsReady = SimTime.Zero;
                Send(MigrationLoad.DiskFrozen, bytes);
                return;
            }
        }

        ReportDisks();
        Report.Downtime = Report.Downtime with { Disks = Report.Downtime.Disks + (Method is Cold ? SimTime.Zero : Lap()) };
        if (Method is Cold)
        {
            SetStage(MigrationStage.Commitment);
            CloseFlow();
            ScheduleStep(RoundTrip, MigrationStep.Confirmed);
            return;
        }

        SendDeviceState();
    }

    /// <summary>Copies blocks that the machine does not have yet on the destination.</summary>
    /// <returns>False when none is left.</returns>
    private bool TrySendFollowingBlocks()
    {
        if (!_disksFollow)
        {
            return false;
        }

        Machine.AdvanceDisks();
        if (TrySendBlocks(MigrationLoad.DiskFollowing, static (mirror, blocks) => mirror.Followed += blocks))
        {
            return true;
        }

        ReportDisks();
        _disksFollow = CountBlocks() > 0;
        if (_disksFollow)
        {
            _disk = 0;
            RewindMirrors();
            return TrySendFollowingBlocks();
        }

        EndMirrors();
        return false;
    }

    /// <summary>Sends a slice of the blocks that wait, disk by disk.</summary>
    /// <returns>False when the pass has come to its end.</returns>
    private bool TrySendBlocks(MigrationLoad load, Action<DiskMirror, ulong> count)
    {
        ulong most = PagesOf(DiskSlice);
        ulong bytes = 0;
        ulong moved = 0;
        for (; _disk < Machine.Disks.Count && bytes < most; _disk += bytes < most ? 1 : 0)
        {
            VirtualDisk disk = Machine.Disks[_disk];
            if (disk.Mirror is not { } mirror)
            {
                continue;
            }

            SparseTable<ulong> from = mirror.IsSwitched ? disk.CopyOn(Source.Id)!.Contents : disk.Contents;
            ulong blocks = 0;
            while (bytes < most && mirror.TryCopyNext(from))
            {
                blocks++;
                bytes += disk.Spec.BlockSize.Bytes + BlockHeaderBytes;
                moved += disk.Spec.BlockSize.Bytes;
            }

            count(mirror, blocks);
        }

        if (bytes == 0)
        {
            return false;
        }

        Source.TryRequestDisk(moved, isWrite: false, out SimTime isRead);
        Destination.TryRequestDisk(moved, isWrite: true, out SimTime isWritten);
        _readsReady = SimTime.Max(isRead, isWritten);
        Send(load, bytes);
        return true;
    }

    private void EndDiskPass()
    {
        Machine.AdvanceDisks();
        _disk = 0;
        foreach (VirtualDisk disk in Machine.Disks)
        {
            disk.Mirror?.Rounds += 1;
        }

        RewindMirrors();
        ChargeMirroredWrites();
        ReportDisks();
    }

    private void NoteBlocksArrived()
    {
        foreach (VirtualDisk disk in Machine.Disks)
        {
            disk.Mirror?.NoteArrival();
        }
    }

    private void LoseBlocksInFlight()
    {
        _disk = 0;
        foreach (VirtualDisk disk in Machine.Disks)
        {
            disk.Mirror?.LoseInFlight();
        }
    }

    private void RewindMirrors()
    {
        foreach (VirtualDisk disk in Machine.Disks)
        {
            disk.Mirror?.Next = 0;
        }
    }

    /// <summary>Writes that went to both disks have used the path, and the guest has waited for the other host.</summary>
    private void ChargeMirroredWrites()
    {
        double rate = Simulation.Network.PathBytesPerSecond(Source, Destination, Method.Streams);
        foreach (VirtualDisk disk in Machine.Disks)
        {
            if (disk.Mirror is not { Uncharged: > 0 } mirror)
            {
                continue;
            }

            ulong block = disk.Spec.BlockSize.Bytes + BlockHeaderBytes;
            double seconds = mirror.Uncharged * (RoundTrip.TotalSeconds + (block / rate));
            ulong bytes = mirror.Uncharged * block;
            mirror.Uncharged = 0;
            Report.DiskBytes += bytes;
            Simulation.Network.CountFetched(bytes);
            GuestTimeLost lost = Report.GuestTimeLost;
            Report.GuestTimeLost = lost with { Disks = lost.Disks + SimTime.FromSeconds(seconds) };
        }
    }

    /// <summary>The machine runs on the copies from now on.</summary>
    private void SwitchDisks()
    {
        Machine.AdvanceDisks();
        _disksFollow = CountBlocks() > 0;
        _disk = 0;
        foreach (VirtualDisk disk in Machine.Disks)
        {
            if (disk.Mirror is { } mirror)
            {
                disk.Switch(Source.Id, mirror);
                mirror.IsSwitched = true;
                mirror.Next = 0;
            }
        }

        ReportDisks();
        if (!_disksFollow)
        {
            EndMirrors();
        }
    }

    private void EndMirrors()
    {
        foreach (VirtualDisk disk in Machine.Disks)
        {
            disk.Mirror?.Dispose();
            disk.Mirror = null;
        }
    }

    /// <summary>Gives up what was copied; an older copy stays as far as it is up to date.</summary>
    private void GiveBackDisks()
    {
        foreach (VirtualDisk disk in Machine.Disks)
        {
            if (disk.Mirror is not { IsSwitched: false } mirror)
            {
                continue;
            }

            disk.Mirror = null;
            mirror.LoseInFlight();
            if (mirror.Leave() is { } older)
            {
                disk.Keep(older);
            }
            else
            {
                mirror.Dispose();
            }
        }
    }

    private void ReportDisks()
    {
        int index = 0;
        foreach (VirtualDisk disk in Machine.Disks)
        {
            if (!disk.Spec.IsShared)
            {
                if (disk.Mirror is { } mirror)
                {
                    Report.Set(index, mirror.Report);
                }

                index++;
            }
        }
    }

    private ulong CountBlocks()
    {
        ulong blocks = 0;
        foreach (VirtualDisk disk in Machine.Disks)
        {
            blocks += disk.Mirror?.Waiting.CountDirty() ?? 0;
        }

        return blocks;
    }

    /// <summary>The bitmaps of disks of which blocks follow.</summary>
    private ulong CountBitmaps()
    {
        ulong bytes = 0;
        foreach (VirtualDisk disk in Machine.Disks)
        {
            bytes += disk.Mirror is { } mirror && mirror.Waiting.CountDirty() > 0 ? disk.Spec.BitmapBytes : 0;
        }

        return bytes;
    }

    private int FirstMirror()
    {
        int index = 0;
        while (Machine.Disks[index].Mirror is null)
        {
            index++;
        }

        return index;
    }
}
