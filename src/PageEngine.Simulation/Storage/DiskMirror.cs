namespace PageEngine.Simulation;

/// <summary>A disk on its way to another host: what has been copied, and a bitmap of the blocks that wait.</summary>
internal sealed class DiskMirror : IDisposable
{
    private readonly VirtualDisk _disk;
    private readonly List<uint> _inFlight = [];

    internal DiskMirror(VirtualDisk disk, EntityId host, DiskMirroring how)
    {
        _disk = disk;
        Host = host;
        How = how;
        if (disk.CopyOn(host) is { } older)
        {
            disk.Lend(older);
            (Contents, Waiting, IsIncremental) = (older.Contents, older.Changed, true);
            return;
        }

        (Contents, Waiting) = (new SparseTable<ulong>(), new DirtyBitmap(disk.BlockCount));
        if (disk.UsedBlocks > 0)
        {
            Waiting.Mark(new PageRange(default, disk.UsedBlocks));
        }
    }

    private DiskMirror(VirtualDisk disk, EntityId host, DiskMirroring how, SparseTable<ulong> contents, DirtyBitmap waiting, bool isIncremental)
    {
        _disk = disk;
        Host = host;
        How = how;
        (Contents, Waiting, IsIncremental) = (contents, waiting, isIncremental);
    }

    /// <summary>Where the copy is.</summary>
    internal EntityId Host { get; }

    internal DiskMirroring How { get; }

    /// <summary>What the copy holds.</summary>
    internal SparseTable<ulong> Contents { get; }

    /// <summary>The blocks that the copy does not hold as they are.</summary>
    internal DirtyBitmap Waiting { get; }

    internal bool IsIncremental { get; }

    /// <summary>Whether the machine runs on the copy: what it writes needs not be copied any more.</summary>
    internal bool IsSwitched { get; set; }

    /// <summary>Where the next block is looked for.</summary>
    internal ulong Next { get; set; }

    internal int Rounds { get; set; }

    internal ulong Copied { get; set; }

    internal ulong Frozen { get; set; }

    internal ulong Followed { get; set; }

    /// <summary>Writes that went to both disks, and those of them whose cost was not charged yet.</summary>
    internal ulong Mirrored { get; set; }

    internal ulong Uncharged { get; set; }

    internal DiskMoveReport Report => new(
        _disk.Spec.Name, _disk.Spec.BitmapBytes, IsIncremental, Rounds, Copied, Frozen, Followed, Mirrored);

    /// <summary>Takes note of a write of the guest.</summary>
    internal void NoteWrite(uint block, ulong version)
    {
        GuestFrameNumber number = new(block);
        if (IsSwitched)
        {
            // The disk is this copy now; the whole block was written, so what waits for it is old.
            Waiting.Unmark(number);
            _inFlight.Remove(block);
        }
        else if (How == DiskMirroring.WriteBlocking && !Waiting.IsDirty(number))
        {
            Contents[block] = version;
            Mirrored++;
            Uncharged++;
        }
        else
        {
            Waiting.Mark(number);
        }
    }

    /// <summary>Copies the next block that waits; false when none does in this pass.</summary>
    internal bool TryCopyNext(SparseTable<ulong> from)
    {
        if (Next >= Waiting.PageCount || !Waiting.TryFindNext(new GuestFrameNumber(Next), out GuestFrameNumber block))
        {
            return false;
        }

        Waiting.Unmark(block);
        Contents[(uint)block.Value] = from[(uint)block.Value];
        Next = block.Value + 1;
        _inFlight.Add((uint)block.Value);
        return true;
    }

    /// <summary>The blocks on their way have arrived.</summary>
    internal void NoteArrival() => _inFlight.Clear();

    /// <summary>The blocks on their way are lost: they wait again.</summary>
    internal void LoseInFlight()
    {
        foreach (uint block in _inFlight)
        {
            Waiting.Mark(new GuestFrameNumber(block));
        }

        _inFlight.Clear();
        Next = 0;
    }

    /// <summary>What a move that failed leaves: the older copy, as far as it is up to date.</summary>
    internal DiskCopy? Leave() => IsIncremental ? new DiskCopy(Host, Contents, Waiting) : null;

    internal void Save(StateWriter writer)
    {
        writer.Write(Host);
        writer.Write((byte)How);
        writer.Write(IsIncremental);
        VirtualDisk.SaveTable(writer, Contents);
        PageSets.Save(writer, Waiting);
        writer.Write(IsSwitched);
        writer.Write(Next);
        writer.Write(Rounds);
        writer.Write(Copied);
        writer.Write(Frozen);
        writer.Write(Followed);
        writer.Write(Mirrored);
        writer.Write(Uncharged);
        writer.Write(_inFlight.Count);
        foreach (uint block in _inFlight)
        {
            writer.Write(block);
        }
    }

    internal static DiskMirror Load(VirtualDisk disk, StateReader reader)
    {
        EntityId host = reader.ReadEntityId();
        DiskMirroring how = (DiskMirroring)reader.ReadByte();
        bool isIncremental = reader.ReadBoolean();
        SparseTable<ulong> contents = disk.LoadTable(reader);
        DiskMirror mirror = new(disk, host, how, contents, PageSets.Load(reader, disk.BlockCount), isIncremental)
        {
            IsSwitched = reader.ReadBoolean(),
            Next = reader.ReadUInt64(),
            Rounds = reader.ReadInt32(),
            Copied = reader.ReadUInt64(),
            Frozen = reader.ReadUInt64(),
            Followed = reader.ReadUInt64(),
            Mirrored = reader.ReadUInt64(),
            Uncharged = reader.ReadUInt64(),
        };
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            uint block = reader.ReadUInt32();
            StateReader.Require(block < disk.BlockCount, "a block on its way is not the disk's");
            mirror._inFlight.Add(block);
        }

        if (mirror.IsSwitched)
        {
            disk.Contents = mirror.Contents;
        }

        return mirror;
    }

    public void Dispose() => Waiting.Dispose();
}
