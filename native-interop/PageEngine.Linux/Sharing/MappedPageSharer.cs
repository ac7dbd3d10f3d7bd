using System.Security.Cryptography;

namespace PageEngine.Linux;

/// <summary>Lets equal pages of memories share one frame: each maps it privately, and the kernel copies it for the
/// first writer.</summary>
/// <remarks>
/// <para><see cref="Scan"/> runs beside writers and only collects hints: the fingerprints of pages that were written
/// since the last scan. <see cref="Merge"/> compares bytes and replaces mappings, and while it runs nobody may write to
/// the memories; whoever owns them pauses the writers (virtual processors, in a monitor) for its time, which a budget
/// keeps short. Where that cannot be, <see cref="AdviseKernel"/> hands the hints to KSM, which merges beside writers.
/// </para>
/// <para>Why writers must stand still: a page can be kept from being written only by making the writer wait in a fault
/// (mprotect would kill it). A managed thread that waits in a fault counts as running managed code, so a garbage
/// collection, and with it this code, would wait for it for ever. Replacing first and comparing afterwards would show
/// others a page without a write that had been made.</para>
/// <para>Proof. The bytes of a page and those of the frame are equal (compared in <see cref="Merge"/>); neither changes
/// until the mapping is replaced (no writers; a frame is written once); so whoever reads sees the same bytes before and
/// after. A later write faults on the private mapping and gets a copy of its own. What was written before is in the
/// dirty log, for <see cref="Merge"/> collects first; what is written after it is found, for the new mappings are
/// registered and protected before it returns.</para>
/// <para>All memories given to one sharer belong to one sharing domain. One thread at a time. Anonymous memory only.
/// The memories must be disposed after the sharer.</para>
/// </remarks>
public sealed partial class MappedPageSharer : IDisposable
{
    private readonly MappedSharingOptions _options;
    private readonly SharingMemory[] _memories;
    private readonly SharedFrames _frames;
    private readonly PagePresence _presence;
    private readonly MapBudget _budget;
    private readonly ulong _seed;
    private readonly ulong _mask;
    private readonly ulong _zero;
    private readonly List<(uint Leader, uint Id)> _equal = [];
    private readonly List<uint> _zeros = [];
    private ulong _scanned;
    private ulong _zerosDropped;
    private ulong _mismatches;
    private ulong _runsMapped;
    private ulong _left;
    private string _stopped = "";
    private bool _disposed;

    /// <summary>Makes a sharer; nothing is scanned yet.</summary>
    /// <param name="memories">Different anonymous memories, each of one sharer only, up to 16 TiB together.</param>
    /// <param name="options">How; null for the usual.</param>
    /// <exception cref="ArgumentException">A memory is given twice, is of a memory file, or has a sharer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The memories are too large together, or an option is.</exception>
    /// <exception cref="NotSupportedException">This kernel does not allow it; says why.</exception>
    /// <exception cref="IOException">The kernel refuses a file.</exception>
    public MappedPageSharer(IReadOnlyList<MappedGuestMemory> memories, MappedSharingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(memories);
        _options = options ?? new MappedSharingOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MinRunLength, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.ReservedMappings, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.FingerprintBits, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.FingerprintBits, 64, nameof(options));
        KernelFeatures features = KernelFeatures.Current;
        foreach (KernelFeature feature in (KernelFeature[])[features.Pagemap, features.MemoryFiles])
        {
            if (!feature.IsAvailable)
            {
                throw new NotSupportedException($"pages cannot be shared: {feature}");
            }
        }

        _seed = _options.FingerprintSeed ?? BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        _mask = ulong.MaxValue << (64 - _options.FingerprintBits);
        _zero = PageFingerprint.OfZeroPage(_seed) & _mask;
        _budget = new MapBudget(_options.MaximumMapCount ?? features.MaximumMapCount, _options.ReservedMappings);
        _frames = SharedFrames.Create(Math.Max(CountPages(memories), 1));
        _presence = new PagePresence(
            File.OpenHandle("/proc/self/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite),
            features.PagemapScan.IsAvailable);
        _memories = Adopt(memories);
    }

    /// <summary>What was done so far. Asks the kernel for the memory of the frames.</summary>
    public MappedSharingReport Report => new()
    {
        PagesShared = _frames.Count,
        PagesSharing = _frames.ReferenceCount - _frames.Count,
        ZeroPagesDropped = _zerosDropped,
        PagesScanned = _scanned,
        Breaks = _memories.Aggregate(0UL, static (sum, memory) => sum + memory.Breaks),
        Mismatches = _mismatches,
        RunsMapped = _runsMapped,
        PagesLeft = _left,
        StoppedBecause = _stopped,
        FramesResident = _frames.CountResident(),
    };

    /// <summary>Fingerprints what was written since the last scan, and finds pages that may be equal.</summary>
    /// <remarks>Writers may run. Reads a page only if it was written, and looks up every page that has bytes.</remarks>
    /// <returns>The pages that <see cref="Merge"/> will look at.</returns>
    /// <exception cref="IOException">The kernel does not tell what was written.</exception>
    /// <exception cref="ObjectDisposedException">The sharer or a memory is disposed.</exception>
    public ulong Scan()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (SharingMemory memory in _memories)
        {
            _scanned += memory.Scan(_frames, _presence, _seed, _mask);
        }

        FindEqual();
        return (ulong)(_equal.Count + _zeros.Count);
    }

    /// <summary>Scans and merges, for memories to which nobody writes meanwhile.</summary>
    /// <returns>What was done so far.</returns>
    /// <exception cref="IOException">The kernel refuses a call.</exception>
    /// <exception cref="ObjectDisposedException">The sharer or a memory is disposed.</exception>
    public MappedSharingReport ShareOnce()
    {
        Scan();
        Merge();
        return Report;
    }

    /// <summary>Stops sharing further; what is shared stays so.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (SharingMemory memory in _memories)
        {
            memory.Memory.LeaveSharer();
            memory.Dispose();
        }

        _presence.Dispose();
        _frames.Dispose();
    }

    private static ulong CountPages(IReadOnlyList<MappedGuestMemory> memories)
    {
        // Each memory is followed by a number that is nobody's, so that no run goes from one into the next.
        const ulong MostIds = uint.MaxValue;
        ulong pages = 0;
        var seen = new HashSet<MappedGuestMemory>();
        foreach (MappedGuestMemory memory in memories)
        {
            if (memory.MemoryFile is not null)
            {
                throw new ArgumentException("pages of a memory file are shared with others already", nameof(memories));
            }

            if (!seen.Add(memory))
            {
                throw new ArgumentException("a memory is given twice", nameof(memories));
            }

            ArgumentOutOfRangeException.ThrowIfGreaterThan(memory.PageCount, (ulong)int.MaxValue, nameof(memories));
            pages += memory.PageCount + 1;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pages, MostIds, nameof(memories));
        return pages;
    }

    private SharingMemory[] Adopt(IReadOnlyList<MappedGuestMemory> memories)
    {
        var adopted = new List<SharingMemory>(memories.Count);
        try
        {
            uint firstId = 0;
            foreach (MappedGuestMemory memory in memories)
            {
                memory.JoinSharer();
                adopted.Add(new SharingMemory(memory, firstId));
                firstId += (uint)memory.PageCount + 1;
            }

            return [.. adopted];
        }
        catch
        {
            foreach (SharingMemory memory in adopted)
            {
                memory.Memory.LeaveSharer();
                memory.Dispose();
            }

            _presence.Dispose();
            _frames.Dispose();
            throw;
        }
    }

    private void FindEqual()
    {
        _equal.Clear();
        _zeros.Clear();
        _left = 0;
        _stopped = "";
        var groups = new FingerprintGroups((ulong)_memories.Sum(static memory => (long)memory.Memory.PageCount));

        // Pages that are shared come first, so that others join their frames.
        foreach (bool shared in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (SharingMemory memory in _memories)
            {
                ReadOnlySpan<ulong> fingerprints = memory.Fingerprints;
                for (uint page = 0; page < (uint)fingerprints.Length; page++)
                {
                    ulong fingerprint = fingerprints[(int)page];
                    if (fingerprint != SharingMemory.Unknown && memory.TryGetFrame(page, out _) == shared)
                    {
                        Sort(groups, fingerprint, memory.FirstId + page, shared);
                    }
                }
            }
        }
    }

    private void Sort(FingerprintGroups groups, ulong fingerprint, uint id, bool shared)
    {
        if (!shared && _options.UseZeroPages && fingerprint == _zero)
        {
            _zeros.Add(id);
            return;
        }

        uint leader = groups.FindOrAdd(fingerprint, id);
        if (leader != id && !shared)
        {
            _equal.Add((leader, id));
        }
    }

    private SharingMemory OwnerOf(uint id)
    {
        int first = 0;
        int last = _memories.Length - 1;
        while (first < last)
        {
            int middle = (first + last + 1) / 2;
            (first, last) = _memories[middle].FirstId <= id ? (middle, last) : (first, middle - 1);
        }

        return _memories[first];
    }
}
