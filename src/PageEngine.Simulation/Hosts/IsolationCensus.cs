namespace PageEngine.Simulation;

/// <summary>Counts the contents of a host's machines, for domains that are drawn in different ways.</summary>
/// <remarks>
/// Equal pages get equal numbers: pages of one frame at once, pages with tokens by their tokens, others by fingerprint
/// and a compare of their bytes. Then the pages of each number, domain and node are counted by sorting; so many of them
/// need one frame for each <see cref="SharingOptions.MaxSharers"/>. About 32 bytes a page while it counts.
/// </remarks>
internal sealed class IsolationCensus
{
    // A content with the group of machines and the node in it: [63..32: content][31..6: group][5..0: node]
    private const int NodeBits = 6;
    private const int GroupBits = 26;
    private const int ZeroContent = 0;

    private readonly FrameStore _store;
    private readonly SharingOptions _options;
    private readonly Dictionary<uint, int> _ofFrame = [];
    private readonly Dictionary<ulong, int> _ofToken = new() { [PageToken.Zero.Value] = ZeroContent };
    private readonly Dictionary<ulong, List<Sample>> _ofFingerprint = [];
    private readonly List<Entry> _entries = [];
    private readonly List<ushort> _domains = [];
    private readonly byte[] _bytes = new byte[Page.Size];
    private readonly byte[] _other = new byte[Page.Size];
    private int _contents = ZeroContent + 1;

    internal IsolationCensus(PageHost pages)
    {
        _store = pages.Store;
        _options = pages.Sharer.Options;
    }

    internal ulong Pages => (ulong)_entries.Count;

    /// <summary>Takes in the pages of a guest.</summary>
    internal void Add(GuestMemory guest)
    {
        int number = _domains.Count;
        _domains.Add(guest.Domain.Id);
        for (ulong page = 0; page < guest.PageCount; page++)
        {
            GuestFrameNumber name = new(page);
            if (guest.TryGetFrame(name, out FrameNumber frame))
            {
                int node = _options.MergeAcrossNodes ? 0 : _store.NumaNodeOf(frame);
                _entries.Add(new Entry(ContentOf(guest, name, frame), number, (byte)node));
            }
            else if (guest.MappingOf(name) == PageMapping.SharedZero)
            {
                _entries.Add(new Entry(ZeroContent, number, 0));
            }
        }
    }

    internal ulong SavedAsConfigured() => _options.Scope switch
    {
        SharingScope.ZeroPagesOnly => _options.UseZeroPages ? SavedByZeroPages() : 0,
        SharingScope.Host => SavedWithoutDomains(),
        _ => CountSaved(entry => _domains[entry.Guest]),
    };

    internal ulong SavedWithoutDomains() => CountSaved(static _ => 0);

    internal ulong SavedApart() => CountSaved(static entry => entry.Guest);

    internal ulong SavedByZeroPages()
    {
        ulong saved = 0;
        foreach (Entry entry in _entries)
        {
            saved += entry.Content == ZeroContent ? 1UL : 0;
        }

        return saved;
    }

    private ulong CountSaved(Func<Entry, int> groupOf)
    {
        ulong[] keys = new ulong[_entries.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            Entry entry = _entries[i];
            keys[i] = ((((ulong)entry.Content << GroupBits) | (uint)groupOf(entry)) << NodeBits) | entry.Node;
        }

        Array.Sort(keys);
        ulong saved = 0;
        for (int begin = 0, end; begin < keys.Length; begin = end)
        {
            for (end = begin + 1; end < keys.Length && keys[end] == keys[begin];)
            {
                end++;
            }

            saved += SavedOf(keys[begin] >> (GroupBits + NodeBits) == ZeroContent, (ulong)(end - begin));
        }

        return saved;
    }

    private ulong SavedOf(bool areZeros, ulong pages)
    {
        ulong sharers = (ulong)_options.MaxSharers;
        return areZeros && _options.UseZeroPages ? pages : pages - ((pages + sharers - 1) / sharers);
    }

    private int ContentOf(GuestMemory guest, GuestFrameNumber page, FrameNumber frame)
    {
        if (_ofFrame.TryGetValue(frame.Value, out int known))
        {
            return known;
        }

        int content = guest.TryGetToken(page, out PageToken token) ? ContentOf(token) : ContentOfBytes(guest, page);
        if (_store.ReferencesTo(frame) > 1)
        {
            _ofFrame.Add(frame.Value, content);
        }

        return content;
    }

    private int ContentOf(PageToken token)
    {
        if (!_ofToken.TryGetValue(token.Value, out int content))
        {
            content = _contents++;
            _ofToken.Add(token.Value, content);
        }

        return content;
    }

    private int ContentOfBytes(GuestMemory guest, GuestFrameNumber page)
    {
        guest.Read(page.Address, _bytes);
        ulong fingerprint = PageFingerprint.Compute(_bytes, _options.FingerprintSeed);
        if (!_ofFingerprint.TryGetValue(fingerprint, out List<Sample>? samples))
        {
            samples = [];
            _ofFingerprint.Add(fingerprint, samples);
        }

        foreach (Sample sample in samples)
        {
            sample.Guest.Read(sample.Page.Address, _other);
            if (_other.AsSpan().SequenceEqual(_bytes))
            {
                return sample.Content;
            }
        }

        samples.Add(new Sample(guest, page, _contents));
        return _contents++;
    }

    private readonly record struct Entry(int Content, int Guest, byte Node);

    /// <summary>A page that holds a content.</summary>
    private readonly record struct Sample(GuestMemory Guest, GuestFrameNumber Page, int Content);
}
