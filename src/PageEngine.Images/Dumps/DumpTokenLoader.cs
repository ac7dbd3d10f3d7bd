namespace PageEngine.Images;

/// <summary>Gives tokens to the pages of dumps.</summary>
/// <remarks>
/// A hash table of the first page of each content, by token: open addressing, four bytes a slot, three slots for two
/// pages. A page asks for the token of its hash; where another content has it, for another token, and so on. Equal
/// pages ask for the same tokens in the same order, and no content ever leaves the table, so they end at the same one.
/// </remarks>
internal sealed class DumpTokenLoader
{
    private const int BatchPages = 256;
    private const ulong PagesBetweenReports = 4096;
    private const ulong MaxPages = 1_400_000_000;

    private readonly IReadOnlyList<PageSource> _dumps;
    private readonly ulong _hashMask;
    private readonly ulong _pageCount;

    // The number of the first page of each dump, counted through all dumps.
    private readonly ulong[] _firsts;

    // The number of a page plus 1; 0 is empty.
    private readonly uint[] _slots;
    private readonly EarlierPages _earlier;
    private bool _hasZeros;

    internal DumpTokenLoader(IReadOnlyList<PageSource> dumps, ulong hashMask)
    {
        _dumps = dumps;
        _hashMask = hashMask;
        _firsts = new ulong[dumps.Count];
        for (int dump = 0; dump < dumps.Count; dump++)
        {
            _firsts[dump] = _pageCount;
            ulong count = dumps[dump].PageCount;
            if (count > MaxPages - _pageCount)
            {
                throw new ArgumentException($"the dumps have more than {MaxPages} pages", nameof(dumps));
            }

            _pageCount += count;
        }

        Tokens = new ulong[dumps.Count][];
        for (int dump = 0; dump < dumps.Count; dump++)
        {
            Tokens[dump] = new ulong[dumps[dump].PageCount];
        }

        _slots = new uint[(_pageCount + (_pageCount / 2)) + 1];
        _earlier = new EarlierPages(this);
    }

    internal ulong[][] Tokens { get; }

    internal ulong DistinctContents { get; private set; }

    internal ulong Collisions { get; private set; }

    internal ulong MissingPages { get; private set; }

    internal void Run(IProgress<DumpTokensProgress>? progress, CancellationToken cancellation)
    {
        byte[] batch = new byte[BatchPages * Page.Size];
        ulong reported = 0;
        for (int dump = 0; dump < _dumps.Count; dump++)
        {
            for (ulong page = 0; page < _dumps[dump].PageCount;)
            {
                cancellation.ThrowIfCancellationRequested();
                page += TakeBatch(dump, page, batch);
                ulong done = _firsts[dump] + page;
                if (progress is not null && (done - reported >= PagesBetweenReports || done == _pageCount))
                {
                    reported = done;
                    progress.Report(new DumpTokensProgress(done, _pageCount));
                }
            }
        }
    }

    /// <summary>Reads a page again by its number through all dumps.</summary>
    internal bool TryRead(ulong number, Span<byte> page)
    {
        int dump = DumpOf(number);
        return _dumps[dump].Read(number - _firsts[dump], page) == 1;
    }

    private ulong TakeBatch(int dump, ulong page, byte[] batch)
    {
        PageSource source = _dumps[dump];
        if (source.IsKnownZero(page, out ulong run))
        {
            CountZero();
            return run;
        }

        int wanted = (int)Math.Min(run, BatchPages);
        int read = source.Read(page, batch.AsSpan(0, wanted * Page.Size));
        for (int i = 0; i < read; i++)
        {
            Tokens[dump][page + (ulong)i] = FindToken(
                _firsts[dump] + page + (ulong)i, batch.AsSpan(i * Page.Size, Page.Size));
        }

        if (read < wanted)
        {
            MissingPages++;
            read++;
        }

        return (ulong)read;
    }

    private ulong FindToken(ulong number, ReadOnlySpan<byte> page)
    {
        if (PageEngine.PageContent.IsZero(page))
        {
            CountZero();
            return 0;
        }

        ulong hash = PageFingerprint.Compute(page, 0) & _hashMask;
        for (uint attempt = 0; ; attempt++)
        {
            ulong token = TokenOf(hash, attempt);
            if (token != 0 && TryClaim(token, number, page, out bool isNew))
            {
                Collisions += isNew && attempt > 0 ? 1UL : 0;
                return token;
            }
        }
    }

    /// <summary>Whether a token is free, and taken now, or belongs to the same content.</summary>
    private bool TryClaim(ulong token, ulong number, ReadOnlySpan<byte> page, out bool isNew)
    {
        isNew = false;
        ulong slot = Math.BigMul(Mix(token), (ulong)_slots.Length, out _);
        while (_slots[slot] != 0)
        {
            ulong earlier = _slots[slot] - 1;
            if (TokenAt(earlier) == token)
            {
                return _earlier.Equals(earlier, page);
            }

            slot = slot + 1 == (ulong)_slots.Length ? 0 : slot + 1;
        }

        _slots[slot] = (uint)number + 1;
        isNew = true;
        DistinctContents++;
        return true;
    }

    private void CountZero()
    {
        DistinctContents += _hasZeros ? 0UL : 1;
        _hasZeros = true;
    }

    private ulong TokenAt(ulong number)
    {
        int dump = DumpOf(number);
        return Tokens[dump][number - _firsts[dump]];
    }

    /// <summary>
    /// The dump of a page: the last whose first page is not behind it, which steps over dumps without pages.
    /// </summary>
    private int DumpOf(ulong number)
    {
        int low = 0;
        int high = _firsts.Length;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (_firsts[middle] <= number)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>
    /// The token that a content with a hash asks for after some refusals: the hash itself, then mixtures of both.
    /// </summary>
    private static ulong TokenOf(ulong hash, uint attempt) =>
        attempt == 0 ? hash : Mix(Mix(hash) + attempt) & PageToken.MaxValue;

    private static ulong Mix(ulong token) => new SplitMix64(token).Next();
}
