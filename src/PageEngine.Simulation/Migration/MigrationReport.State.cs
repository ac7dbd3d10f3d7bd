namespace PageEngine.Simulation;

/// <content>Saving and loading.</content>
public sealed partial class MigrationReport
{
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

        SaveDisks(writer);
        foreach (SimTime time in (ReadOnlySpan<SimTime>)[
            Begin, TotalTime, Downtime.Memory, Downtime.DeviceState, Downtime.Disks, Downtime.Exchange, Downtime.Activation,
            GuestTimeLost.Tracking, GuestTimeLost.Throttling, GuestTimeLost.Faults, GuestTimeLost.Disks,
            Network.Outage, Network.DetourRoundTrip])
        {
            writer.Write(time);
        }

        foreach (ulong count in (ReadOnlySpan<ulong>)[
            Bytes, BytesBack, DiskBytes, HintedPages, StaleReferences, UnchangedPages, DowntimePages, PostCopyPages,
            Network.PacketsBuffered, Network.PacketsLost])
        {
            writer.Write(count);
        }

        foreach (int count in (ReadOnlySpan<int>)[
            Interruptions, Attempts, UnpluggedDevices, Network.ConnectionsKept, Network.ConnectionsBroken])
        {
            writer.Write(count);
        }

        PagesByEncoding.Save(writer);
        BytesByEncoding.Save(writer);
        PostCopyLatency.Save(writer);
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

        LoadDisks(reader);
        Begin = reader.ReadTime();
        TotalTime = reader.ReadTime();
        Downtime = new MigrationDowntime(
            reader.ReadTime(), reader.ReadTime(), reader.ReadTime(), reader.ReadTime(), reader.ReadTime());
        GuestTimeLost = new GuestTimeLost(reader.ReadTime(), reader.ReadTime(), reader.ReadTime(), reader.ReadTime());
        SimTime outage = reader.ReadTime();
        SimTime detour = reader.ReadTime();
        Bytes = reader.ReadUInt64();
        BytesBack = reader.ReadUInt64();
        DiskBytes = reader.ReadUInt64();
        HintedPages = reader.ReadUInt64();
        StaleReferences = reader.ReadUInt64();
        UnchangedPages = reader.ReadUInt64();
        DowntimePages = reader.ReadUInt64();
        PostCopyPages = reader.ReadUInt64();
        ulong buffered = reader.ReadUInt64();
        ulong lost = reader.ReadUInt64();
        Interruptions = reader.ReadInt32();
        Attempts = reader.ReadInt32();
        UnpluggedDevices = reader.ReadInt32();
        Network = new SwitchoverNetwork(outage, buffered, lost, reader.ReadInt32(), reader.ReadInt32(), detour);
        PagesByEncoding = EncodingCounts.Load(reader);
        BytesByEncoding = EncodingCounts.Load(reader);
        PostCopyLatency.Load(reader);
    }

    private void SaveDisks(StateWriter writer)
    {
        writer.Write(_disks.Count);
        foreach (DiskMoveReport disk in _disks)
        {
            writer.Write(disk.Name);
            writer.Write(disk.BitmapBytes);
            writer.Write(disk.IsIncremental);
            writer.Write(disk.Rounds);
            writer.Write(disk.CopiedBlocks);
            writer.Write(disk.FrozenBlocks);
            writer.Write(disk.FollowingBlocks);
            writer.Write(disk.MirroredWrites);
        }
    }

    private void LoadDisks(StateReader reader)
    {
        _disks.Clear();
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            _disks.Add(new DiskMoveReport(
                reader.ReadText(),
                reader.ReadUInt64(),
                reader.ReadBoolean(),
                reader.ReadInt32(),
                reader.ReadUInt64(),
                reader.ReadUInt64(),
                reader.ReadUInt64(),
                reader.ReadUInt64()));
        }
    }
}
