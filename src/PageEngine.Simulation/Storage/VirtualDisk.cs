namespace PageEngine.Simulation;

/// <summary>A virtual disk of a machine: what its blocks hold, and the older copies of it that hosts have.</summary>
/// <remarks>
/// <para>A block holds a number: 0 as it was installed, another one after each write. Writes of the guest are drawn while
/// somebody tracks the disk: a move, or an older copy somewhere that a move back would bring up to date.</para>
/// <para>4 MiB for the bitmap of 2 TiB in blocks of 64 KiB; 8 bytes for each block that was written.</para>
/// </remarks>
internal sealed class VirtualDisk : IDisposable
{
    private readonly List<DiskCopy> _copies = [];
    private RandomStream _random;
    private SimTime _now;
    private double _speed;
    private double _owed;

    internal VirtualDisk(DiskSpec spec, RandomStream random)
    {
        Spec = spec;
        _random = random;
    }

    internal DiskSpec Spec { get; }

    internal uint BlockCount => (uint)Math.Min(Spec.Blocks, uint.MaxValue);

    /// <summary>The blocks that hold something, from the first on.</summary>
    internal uint UsedBlocks => (uint)(BlockCount * Spec.UsedShare);

    /// <summary>What the blocks hold.</summary>
    internal SparseTable<ulong> Contents { get; set; } = new();

    /// <summary>The number of the next write.</summary>
    internal ulong NextVersion { get; private set; } = 1;

    /// <summary>The copy that is being made; null while none is.</summary>
    internal DiskMirror? Mirror { get; set; }

    internal IReadOnlyList<DiskCopy> Copies => _copies;

    private bool IsTracked => Mirror is not null || _copies.Count > 0;

    /// <summary>Writes a block.</summary>
    internal void Write(uint block)
    {
        Contents[block] = NextVersion++;
        foreach (DiskCopy copy in _copies)
        {
            copy.Changed.Mark(new GuestFrameNumber(block));
        }

        Mirror?.NoteWrite(block, Contents[block]);
    }

    /// <summary>Lets the guest write what it has written until now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="speed">How fast the guest runs from now on: 0 to 1.</param>
    internal void Advance(SimTime now, double speed)
    {
        if (IsTracked)
        {
            _owed += (now - _now).TotalSeconds * _speed * Spec.WritesPerSecond;
            ulong range = Math.Max(1, (ulong)(BlockCount * Spec.WrittenShare));
            for (; _owed >= 1; _owed--)
            {
                Write((uint)_random.Below(range));
            }
        }

        (_now, _speed) = (now, speed);
    }

    internal DiskCopy? CopyOn(EntityId host) => _copies.Find(copy => copy.Host == host);

    /// <summary>The copy on another host is the disk from now on; what was the disk is an older copy.</summary>
    internal void Switch(EntityId from, DiskMirror mirror)
    {
        Remove(mirror.Host);
        DiskCopy left = new(from, Contents, new DirtyBitmap(BlockCount));
        _copies.Add(left);
        Contents = mirror.Contents;
    }

    internal void Remove(EntityId host)
    {
        if (CopyOn(host) is { } copy)
        {
            _copies.Remove(copy);
            copy.Changed.Dispose();
        }
    }

    /// <summary>Keeps what a move that failed has copied to a host that had an older copy.</summary>
    internal void Keep(DiskCopy copy)
    {
        Remove(copy.Host);
        _copies.Add(copy);
    }

    /// <summary>Forgets a copy without giving up its bitmap: the mirror goes on with both.</summary>
    internal void Lend(DiskCopy copy) => _copies.Remove(copy);

    internal void Save(StateWriter writer)
    {
        _random.Save(writer);
        writer.Write(_now);
        writer.Write(_speed);
        writer.Write(_owed);
        writer.Write(NextVersion);
        SaveTable(writer, Contents);
        writer.Write(_copies.Count);
        foreach (DiskCopy copy in _copies)
        {
            writer.Write(copy.Host);
            SaveTable(writer, copy.Contents);
            PageSets.Save(writer, copy.Changed);
        }
    }

    internal void Load(StateReader reader)
    {
        _random.Load(reader);
        _now = reader.ReadTime();
        _speed = reader.ReadDouble();
        _owed = reader.ReadDouble();
        StateReader.Require(_speed is >= 0 and <= 1 && _owed is >= 0 and < 1e9, "a disk is written at an impossible rate");
        NextVersion = reader.ReadUInt64();
        Contents = LoadTable(reader);
        _copies.Clear();
        for (int count = reader.ReadCount(ushort.MaxValue); count > 0; count--)
        {
            _copies.Add(new DiskCopy(reader.ReadEntityId(), LoadTable(reader), PageSets.Load(reader, BlockCount)));
        }
    }

    internal static void SaveTable(StateWriter writer, SparseTable<ulong> table) =>
        table.Save(writer, static (writer, entries) => writer.WriteSparse<ulong>(entries));

    internal SparseTable<ulong> LoadTable(StateReader reader)
    {
        SparseTable<ulong> table = new();
        table.Load(reader, BlockCount, static (reader, entries) => reader.ReadSparse<ulong>(entries));
        return table;
    }

    public void Dispose()
    {
        foreach (DiskCopy copy in _copies)
        {
            copy.Changed.Dispose();
        }

        _copies.Clear();
        Mirror?.Dispose();
        Mirror = null;
    }
}
