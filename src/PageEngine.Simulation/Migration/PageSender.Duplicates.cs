namespace PageEngine.Simulation;

/// <content>References to pages that the destination holds.</content>
internal sealed partial class PageSender
{
    // Place: [63..48: which machine of those that the destination told of][47..0: page]
    private const int MachineShift = 48;
    private const ulong PageMask = (1UL << MachineShift) - 1;
    private const ulong FingerprintBytes = 8;

    private readonly List<string> _neighbours = [];
    private PagedMemory?[] _neighbourMemory = [];
    private ContentIndex? _sent;
    private ContentIndex? _told;
    private Checkpoint? _checkpoint;
    private int _staleReferences;
    private ulong _checkpointPages;

    /// <summary>The pages that the destination asked for since <see cref="BeginSlice"/> because a reference was stale.</summary>
    internal int StaleReferences => _staleReferences;

    /// <summary>The pages that the destination read from its checkpoint since <see cref="BeginSlice"/>.</summary>
    internal ulong CheckpointPages => _checkpointPages;

    /// <summary>Lets the destination tell which contents it holds.</summary>
    /// <returns>The bytes that this takes on the way to the source.</returns>
    internal ulong LearnContents(SimulatedHost destination, string machine)
    {
        if (_method.Duplicates is not { } duplicates)
        {
            return 0;
        }

        ulong told = 0;
        _sent = duplicates.OwnPages ? new ContentIndex() : null;
        if (duplicates.HostPages)
        {
            _told = new ContentIndex();
            Tell(destination, machine);
            told += (ulong)_told.Count;
        }

        if (duplicates.Checkpoint)
        {
            _checkpoint = destination.FindCheckpoint(machine);
            told += _checkpoint?.Pages ?? 0;
        }

        return told * FingerprintBytes;
    }

    /// <summary>Looks up the machines that the destination told of, as they are now.</summary>
    private void FindNeighbours(SimulatedHost destination)
    {
        if (_neighbourMemory.Length != _neighbours.Count)
        {
            _neighbourMemory = new PagedMemory?[_neighbours.Count];
        }

        for (int i = 0; i < _neighbourMemory.Length; i++)
        {
            _neighbourMemory[i] = null;
            foreach (VirtualMachine other in destination.VirtualMachines)
            {
                if (other.Name == _neighbours[i] && other.Paged is { } memory && IsOpenTo(memory))
                {
                    _neighbourMemory[i] = memory;
                }
            }
        }
    }

    internal void SaveDuplicates(StateWriter writer)
    {
        writer.Write(_neighbours.Count);
        foreach (string name in _neighbours)
        {
            writer.Write(name);
        }

        writer.Write(_sent is not null);
        _sent?.Save(writer);
        writer.Write(_told is not null);
        _told?.Save(writer);
        writer.Write(_checkpoint is not null);
    }

    internal void LoadDuplicates(StateReader reader, SimulatedHost destination, string machine)
    {
        _neighbours.Clear();
        for (int count = reader.ReadCount(ushort.MaxValue); count > 0; count--)
        {
            _neighbours.Add(reader.ReadText());
        }

        int most = (int)Math.Min(_source.PageCount + destination.CapacityPages, int.MaxValue);
        _sent = reader.ReadBoolean() ? ContentIndex.Load(reader, most) : null;
        _told = reader.ReadBoolean() ? ContentIndex.Load(reader, most) : null;
        _checkpoint = reader.ReadBoolean() ? destination.FindCheckpoint(machine) : null;
    }

    private bool IsOpenTo(PagedMemory other) =>
        other != _destination && other.Guest.Domain == _destination.Guest.Domain && other.Guest.IsMergeable;

    private void Tell(SimulatedHost destination, string machine)
    {
        foreach (VirtualMachine other in destination.VirtualMachines)
        {
            if (other.Name == machine || other.Paged is not { } memory || !IsOpenTo(memory) || _neighbours.Count == ushort.MaxValue)
            {
                continue;
            }

            ulong place = (ulong)_neighbours.Count << MachineShift;
            _neighbours.Add(other.Name);
            for (ulong page = 0; page < memory.PageCount; page++)
            {
                if (memory.FormOf(page) == PageForm.Content && memory.TryPeekInMemory(page, _bytes, out PageToken token, out bool hasToken))
                {
                    _told!.Set(ContentFingerprint.Of(token, hasToken, _bytes), place | page);
                }
            }
        }
    }

    private ulong FingerprintOf(PageToken token, bool hasToken)
    {
        _senderNanoseconds += _method.Duplicates!.FingerprintTime.Nanoseconds;
        return ContentFingerprint.Of(token, hasToken, _bytes);
    }

    /// <summary>
    /// Finds a page there with this content. A page of a neighbour may have changed since it was told: then the reference
    /// crosses in vain, and the destination asks for the page.
    /// </summary>
    private bool TryRefer(ulong page, PageToken token, bool hasToken, ulong fingerprint)
    {
        // What this move has sent itself, the source knows; so it names only what is still like that.
        if (_sent is not null && _sent.TryGet(fingerprint, out ulong own) && HasSame(_destination, own, token, hasToken))
        {
            return true;
        }

        if (_checkpoint is not null && _checkpoint.HasSame(page, token, hasToken, _bytes, _other))
        {
            _checkpointPages++;
            return true;
        }

        if (_told is null || !_told.TryGet(fingerprint, out ulong place))
        {
            return false;
        }

        PagedMemory? neighbour = _neighbourMemory[(int)(place >> MachineShift)];
        if (neighbour is not null && HasSame(neighbour, place & PageMask, token, hasToken))
        {
            return true;
        }

        _staleReferences++;
        _report.StaleReferences++;
        Count(PageEncoding.Reference, PageReference.Size);
        return false;
    }

    /// <summary>The compare that comes before a reference counts.</summary>
    private bool HasSame(PagedMemory memory, ulong page, PageToken token, bool hasToken) =>
        page < memory.PageCount
        && memory.TryPeekInMemory(page, _other, out PageToken there, out bool isToken)
        && isToken == hasToken
        && (hasToken ? there == token : _other.AsSpan().SequenceEqual(_bytes));
}
