using System.Diagnostics;

namespace PageEngine.Cli.Watching;

/// <summary>The fingerprints of all pages at the last look, and which of them changed since.</summary>
/// <remarks>
/// Memory is kept for pages that were seen, 12 bytes each, in chunks of 512: address spaces are vast and mostly empty.
/// A page that was never seen counts as zero, which is what fresh memory and holes of files read as; so a page that
/// appears with zeros was not written, and one that appears with anything else was.
/// </remarks>
internal sealed class FingerprintTable
{
    private readonly ulong _zero;
    private readonly IPageChanges? _changes;
    private readonly Dictionary<ulong, PageChunk> _chunks = [];
    private ulong _place = ulong.MaxValue;
    private PageChunk? _chunk;

    internal FingerprintTable(ulong seed, IPageChanges? changes)
    {
        _zero = PageFingerprint.OfZeroPage(seed);
        _changes = changes;
    }

    internal WorkingSetHistory History { get; } = new();

    internal ulong ZeroPages { get; private set; }

    internal ulong DirtyPages { get; private set; }

    internal ulong AppearedPages { get; private set; }

    internal ulong VanishedPages { get; private set; }

    private bool IsFirstLook => History.Newest == 0;

    internal void BeginLook(long nanoseconds)
    {
        History.BeginLook(nanoseconds);
        ZeroPages = DirtyPages = AppearedPages = VanishedPages = 0;
    }

    /// <summary>A page was seen.</summary>
    internal void Take(ulong place, ulong fingerprint)
    {
        PageChunk chunk = ChunkAt(place) ?? AddChunk(place);
        Take(chunk, place, fingerprint);
    }

    /// <summary>Pages are known to be zero without a look at them.</summary>
    internal void TakeZeros(ulong place, ulong count)
    {
        ulong end = place + count;
        while (place < end)
        {
            ulong next = Math.Min(end, ((place >> PageChunk.Shift) + 1) << PageChunk.Shift);
            if (ChunkAt(place) is { } chunk)
            {
                for (; place < next; place++)
                {
                    Take(chunk, place, _zero);
                }
            }
            else
            {
                ZeroPages += next - place;
                place = next;
            }
        }
    }

    /// <summary>Ends a look: pages that were there before and were not seen have vanished.</summary>
    /// <param name="keepsUnseen">Whether an unseen page at a place has its content still.</param>
    internal void EndLook(Func<ulong, bool> keepsUnseen)
    {
        List<ulong> empty = [];
        foreach ((ulong key, PageChunk chunk) in _chunks)
        {
            for (int page = chunk.NextUnseen(0); page >= 0; page = chunk.NextUnseen(page + 1))
            {
                ulong place = (key << PageChunk.Shift) + (ulong)page;
                if (keepsUnseen(place))
                {
                    chunk.See(page);
                }
                else
                {
                    Drop(chunk, page, place);
                }
            }

            AppearedPages += IsFirstLook ? 0 : (ulong)chunk.CountAppeared();
            chunk.EndLook();
            if (chunk.IsEmpty)
            {
                empty.Add(key);
            }
        }

        empty.ForEach(key => _chunks.Remove(key));
        (_place, _chunk) = (ulong.MaxValue, null);
    }

    private void Take(PageChunk chunk, ulong place, ulong fingerprint)
    {
        int page = (int)place & (PageChunk.PageCount - 1);
        chunk.See(page);
        bool isZero = fingerprint == _zero;
        ZeroPages += isZero ? 1UL : 0;
        if (chunk.Fingerprints[page] == fingerprint)
        {
            return;
        }

        chunk.Fingerprints[page] = fingerprint;
        if (IsFirstLook)
        {
            _changes?.Found(place);
            return;
        }

        DirtyPages++;
        History.Changed(chunk.LastChanges[page]);
        chunk.LastChanges[page] = History.Newest;
        _changes?.Changed(place, isZero);
    }

    private void Drop(PageChunk chunk, int page, ulong place)
    {
        History.Forget(chunk.LastChanges[page]);
        chunk.LastChanges[page] = 0;
        chunk.Fingerprints[page] = _zero;
        VanishedPages++;
        _changes?.Vanished(place);
    }

    private PageChunk? ChunkAt(ulong place)
    {
        ulong key = place >> PageChunk.Shift;
        if (key != _place || _chunk is null)
        {
            _place = key;
            _chunk = _chunks.GetValueOrDefault(key);
        }

        return _chunk;
    }

    private PageChunk AddChunk(ulong place)
    {
        Debug.Assert(_place == place >> PageChunk.Shift, "the chunk was looked for");
        _chunk = new PageChunk(_zero);
        _chunks.Add(_place, _chunk);
        return _chunk;
    }
}
