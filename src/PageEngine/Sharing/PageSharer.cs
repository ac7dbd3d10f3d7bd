namespace PageEngine;

/// <summary>Finds the pages of a host that hold the same bytes and lets them share one frame (transparent page sharing).</summary>
/// <remarks>
/// <para>The sharer reads each guest's dirty log through a cursor of its own: a pass costs what was written and not
/// what exists. A page that has no equal is kept in an index as a hint and is not visited again until it is written;
/// its equal, when it comes, finds it there.</para>
/// <para>Nothing is shared without a compare of the bytes. Sharing a page does not make it dirty; the write that breaks
/// the sharing does. One thread at a time drives a host and its sharer; the workers of a scan are the sharer's own, and
/// the result is the same for any number of them. Scans allocate nothing once the workers are there.</para>
/// </remarks>
public sealed partial class PageSharer : IDisposable
{
    private const int MaxWorkers = 64;

    private readonly PageHost _host;
    private readonly FrameStore _store;
    private readonly SharingIndex _index;
    private readonly DuplicateChains[] _chains;
    private readonly List<GuestScan> _guests = [];
    private readonly PageRange[] _harvest = new PageRange[256];
    private readonly ScanWindow _window;
    private readonly ulong _keyMask;
    private ScanWorker[] _workers;
    private WorkerGroup? _group;
    private bool _isMatching;

    private int _passGuest;
    private ulong _passPage;
    private MatchCounters _matched;
    private ulong _scanned;
    private ulong _skipped;
    private ulong _fullScans;
    private ulong _merges;
    private ulong _breaks;
    private ulong _split;

    internal PageSharer(PageHost host, FrameStore store, SharingOptions options)
    {
        options.Validate();
        Options = options;
        Hints = new HintQueue(host, options.HintCapacity);
        _host = host;
        _store = store;
        // A window holds private pages, so it never needs more places than there are frames.
        _window = new ScanWindow((int)Math.Min((uint)store.PagesPerScanWindow, store.FrameCount));
        _index = new SharingIndex(store.FrameCount, store.Allocator);
        _chains = new DuplicateChains[_index.ShardCount];
        for (int i = 0; i < _chains.Length; i++)
        {
            _chains[i] = new DuplicateChains();
        }

        _keyMask = options.FingerprintBits == 64 ? ulong.MaxValue : (1UL << options.FingerprintBits) - 1;
        _workers = [new ScanWorker(this, store, _index, _chains)];
    }

    /// <summary>The options that the host was made with.</summary>
    public SharingOptions Options { get; }

    /// <summary>Pages to visit before the scan goes on.</summary>
    public HintQueue Hints { get; }

    /// <summary>The counters as they stand.</summary>
    public SharingReport Report
    {
        get
        {
            ulong mapped = 0;
            ulong zero = 0;
            ulong metadata = _index.MetadataBytes;
            foreach (GuestScan scan in _guests)
            {
                mapped += scan.Guest.MappedPages;
                zero += scan.Guest.SharedZeroPages;
                metadata += scan.MetadataBytes;
            }

            ulong settled = (ulong)(_matched.Shared + _matched.Sharing + _matched.Unshared);
            return new SharingReport
            {
                PagesShared = (ulong)_matched.Shared,
                PagesSharing = (ulong)_matched.Sharing,
                PagesUnshared = (ulong)_matched.Unshared,
                PagesVolatile = mapped - zero - settled,
                ZeroPages = zero,
                PagesSkipped = _skipped,
                PagesScanned = _scanned,
                FullScans = _fullScans,
                Merges = _merges,
                Breaks = _breaks,
                Compares = _matched.Compares,
                Mismatches = _matched.Mismatches,
                IndexRefusals = _matched.Refused,
                LargePagesSplit = _split,
                HintsDropped = Hints.Dropped,
                MetadataBytes = metadata,
            };
        }
    }

    /// <summary>Goes on with the pass to its end: every page that is due is visited.</summary>
    /// <param name="workers">The workers, 1 to 64; the calling thread is one of them.</param>
    /// <returns>The counters afterwards.</returns>
    /// <exception cref="PageSourceException">A dump or process could not be read; pages not settled yet stay due.</exception>
    public SharingReport ScanOnce(int workers = 1)
    {
        Scan(ulong.MaxValue, workers);
        return Report;
    }

    /// <summary>Goes on with the pass for a number of pages, or to its end if that comes first.</summary>
    /// <param name="pageBudget">The most pages to visit.</param>
    /// <param name="workers">The workers, 1 to 64; the calling thread is one of them.</param>
    /// <returns>The pages visited.</returns>
    /// <exception cref="PageSourceException">A dump or process could not be read; pages not settled yet stay due.</exception>
    public ulong Scan(ulong pageBudget, int workers = 1)
    {
        UseWorkers(workers);
        HarvestWrites();
        ulong before = _scanned;
        VisitHints(pageBudget);
        bool passEnded = false;
        while (!passEnded && _scanned - before < pageBudget)
        {
            passEnded = !GatherFromPass(pageBudget - (_scanned - before));
            ProcessWindow();
        }

        return _scanned - before;
    }

    /// <summary>Merges pages at once, without waiting for a pass or for the volatility gate.</summary>
    /// <param name="guest">A guest of this host.</param>
    /// <param name="range">Pages of the guest.</param>
    /// <returns>The number of frames that this freed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The guest does not have all these pages.</exception>
    /// <exception cref="ArgumentException">The guest is not one of this host's.</exception>
    public ulong MergeNow(GuestMemory guest, PageRange range)
    {
        GuestScan scan = ScanOf(guest);
        guest.ThrowIfOutside(range);
        HarvestWrites();
        uint before = _store.FreeFrames;
        for (ulong page = range.Start.Value; page < range.End.Value;)
        {
            page = GatherRange(scan, page, range.End.Value);
            ProcessWindow();
        }

        return _store.FreeFrames - before;
    }

    /// <summary>Ends the workers and releases the index.</summary>
    public void Dispose()
    {
        _group?.Dispose();
        _group = null;
        foreach (GuestScan scan in _guests)
        {
            scan.Guest.Scan = null;
            scan.Dispose();
        }

        _guests.Clear();
        _index.Dispose();
    }

    internal ulong SeedOf(GuestMemory guest) => new SharingDomain(IndexDomainOf(guest)).Seed(Options.FingerprintSeed);

    /// <summary>The domain as the index knows it: one for everybody when the host shares as a whole.</summary>
    internal ushort IndexDomainOf(GuestMemory guest) => Options.Scope == SharingScope.Host ? (ushort)0 : guest.Domain.Id;

    /// <summary>Turns fingerprints into keys: cuts them where the options say so, and keeps NUMA nodes apart.</summary>
    internal void MakeKeys(ReadOnlySpan<uint> frames, Span<ulong> fingerprints)
    {
        bool apart = !Options.MergeAcrossNodes && _store.NumaNodes > 1;
        for (int i = 0; (apart || Options.FingerprintBits < 64) && i < frames.Length; i++)
        {
            fingerprints[i] = KeyOf(fingerprints[i], apart ? _store.NodeOf(frames[i]) : 0);
        }
    }

    internal bool IsInLargePage(uint frame) => _host.IsInLargePage(frame);

    /// <summary>The key of a fingerprint: itself, unless it is cut or nodes are kept apart; then it is mixed anew.</summary>
    private ulong KeyOf(ulong fingerprint, int node) =>
        Options.FingerprintBits == 64 && (Options.MergeAcrossNodes || _store.NumaNodes == 1)
            ? fingerprint
            : Mixing.Combine(fingerprint & _keyMask, (ulong)node);

    private GuestScan ScanOf(GuestMemory guest)
    {
        ArgumentNullException.ThrowIfNull(guest);
        return guest.Host == _host && guest.Scan is { } scan
            ? scan
            : throw new ArgumentException($"guest {guest.Name} is not on this host", nameof(guest));
    }

    private void UseWorkers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, "workers");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxWorkers, "workers");
        if (count != _workers.Length)
        {
            MakeWorkers(count);
        }
    }

    /// <summary>Changes the number of workers; their threads start with the first window.</summary>
    private void MakeWorkers(int count)
    {
        _group?.Dispose();
        _group = null;
        ScanWorker[] workers = new ScanWorker[count];
        for (int i = 0; i < count; i++)
        {
            workers[i] = i < _workers.Length ? _workers[i] : new ScanWorker(this, _store, _index, _chains);
        }

        _workers = workers;
    }
}
