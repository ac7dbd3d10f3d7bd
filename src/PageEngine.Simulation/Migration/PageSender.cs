using System.Diagnostics;
using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>Sends pages of a move: chooses the form of each, counts it, and puts the page into the memory on the destination.</summary>
/// <remarks>
/// <para>The forms are tried in the order of <see cref="PageEncoder"/>: zero, one pattern, reference, delta, compressed,
/// whole. A page is read once, after its bit was cleared, and what was read is what is counted, kept for deltas, and
/// placed.</para>
/// <para>Allocates nothing for a page, but where an index grows.</para>
/// </remarks>
internal sealed partial class PageSender
{
    /// <summary>What a delta or a compressed page takes at most: a page, less what is worth the other side's work.</summary>
    internal static readonly int MostEncoded = Page.Size - new PageEncoderOptions().MinSaving;

    private readonly MigrationMethod _method;
    private readonly PagedMemory _source;
    private readonly PagedMemory _destination;
    private readonly MigrationReport _report;
    private readonly bool _sourceHasBytes;
    private readonly bool _isPlain;
    private readonly IPageCompressor? _compressor;
    private readonly byte[] _bytes = new byte[Page.Size];
    private readonly byte[] _other = new byte[Page.Size];
    private readonly byte[] _payload = new byte[PageEncoder.MaxPayloadSize];
    private readonly ulong[] _pages = new ulong[(int)PageEncoding.Reference + 1];
    private readonly ulong[] _payloads = new ulong[(int)PageEncoding.Reference + 1];
    private DeltaCache? _deltas;

    internal PageSender(MigrationMethod method, PagedMemory source, PagedMemory destination, MigrationReport report)
    {
        _method = method;
        _source = source;
        _destination = destination;
        _report = report;
        _sourceHasBytes = source.HasBytes;
        _isPlain = !_sourceHasBytes && method.Duplicates is null && method.Compression is null
            && method is not PreCopy { Xbzrle: not null };
        _compressor = !_sourceHasBytes ? null : method.Compression?.Kind switch
        {
            CompressorKind.Lz4 => new Lz4PageCompressor(),
            CompressorKind.Zstandard => new ZstandardPageCompressor(),
            _ => null,
        };
        if (method is PreCopy { Xbzrle: { } deltas })
        {
            _deltas = new DeltaCache(deltas, source.PageCount, _sourceHasBytes);
        }
    }

    /// <summary>The stream so far.</summary>
    internal PageStreamMeter Meter { get; } = new();

    /// <summary>Whether pages may travel as deltas: not in the first round, and not when the machine runs on the destination.</summary>
    internal bool UsesDeltas { get; set; }

    /// <summary>Processor time of the source for the pages since <see cref="BeginSlice"/>.</summary>
    internal long CpuNanoseconds => _senderNanoseconds + _compressNanoseconds;

    /// <summary>The time since <see cref="BeginSlice"/> that sending cannot take less of, whatever the path.</summary>
    internal long LeastNanoseconds => _isPlain
        ? 0
        : Math.Max(_senderNanoseconds, _compressNanoseconds / (_method.Compression?.Threads ?? 1));

    private long _senderNanoseconds;
    private long _compressNanoseconds;

    /// <summary>The bytes of the stream so far, with the frame that is not finished.</summary>
    internal ulong WireBytes => Meter.Bytes + Meter.OpenBytes + ((ulong)Meter.OpenPages * PageStreamMeter.BytesPerPage);

    /// <summary>Begins to count anew what is counted for a slice.</summary>
    internal void BeginSlice(SimulatedHost destination)
    {
        (_senderNanoseconds, _compressNanoseconds) = (0, 0);
        (_staleReferences, _checkpointPages) = (0, 0);
        FindNeighbours(destination);
    }

    /// <summary>Says that the next round begins: deltas age.</summary>
    internal void StartRound()
    {
        UsesDeltas = _deltas is not null;
        _deltas?.StartRound();
    }

    /// <summary>Sends a page as it is now; nothing crosses for one that the destination has as it is.</summary>
    /// <returns>False when the page cannot be read or the destination has no frame; the outcome says so.</returns>
    internal bool TrySend(ulong page, ref AccessOutcome outcome)
    {
        PageForm form = _source.FormOf(page);
        if (form != PageForm.Content)
        {
            SendEmpty(page, form);
            return true;
        }

        if (_isPlain)
        {
            if (!_source.TrySendTo(_destination, page, ref outcome))
            {
                return false;
            }

            Count(PageEncoding.Raw, Page.Size);
            return true;
        }

        return TrySendContent(page, ref outcome);
    }

    /// <summary>What a page takes when it follows a machine that runs on the destination: without deltas and references.</summary>
    internal (PageEncoding Form, int Payload) MeasureFollowing(ulong page)
    {
        PageForm form = _source.FormOf(page);
        if (form != PageForm.Content)
        {
            return _method.DetectZeros ? (PageEncoding.Zero, 0) : (PageEncoding.Raw, Page.Size);
        }

        AccessOutcome unseen = default;
        if (_isPlain || !_source.TryPeek(page, _bytes, out PageToken token, out bool hasToken, ref unseen))
        {
            return (PageEncoding.Raw, Page.Size);
        }

        return EncodeAlone(token, hasToken);
    }

    private void SendEmpty(ulong page, PageForm form)
    {
        if (form != PageForm.Zero && !_destination.Holds(page))
        {
            return;
        }

        _destination.Release(page);
        _deltas?.Clear(page);
        if (_method.DetectZeros)
        {
            Count(PageEncoding.Zero, 0);
        }
        else
        {
            Count(PageEncoding.Raw, Page.Size);
        }
    }

    private bool TrySendContent(ulong page, ref AccessOutcome outcome)
    {
        if (!_source.TryPeek(page, _bytes, out PageToken token, out bool hasToken, ref outcome))
        {
            return false;
        }

        if (hasToken && token == PageToken.Zero)
        {
            SendEmpty(page, PageForm.Zero);
            return true;
        }

        ulong fingerprint = _method.Duplicates is null ? 0 : FingerprintOf(token, hasToken);
        int delta = VisitDeltas(page, token, hasToken);
        if (delta == 0)
        {
            _report.UnchangedPages++;
            return true;
        }

        (PageEncoding form, int payload) = Choose(page, token, hasToken, fingerprint, delta);
        bool isReceived = hasToken
            ? _destination.TryReceive(page, token, ref outcome)
            : _destination.TryReceive(page, _bytes, ref outcome);
        if (!isReceived)
        {
            return false;
        }

        Count(form, payload);
        _sent?.Set(fingerprint, page);
        return true;
    }

    private (PageEncoding Form, int Payload) Choose(ulong page, PageToken token, bool hasToken, ulong fingerprint, int delta)
    {
        if (IsPattern(token, hasToken))
        {
            return (PageEncoding.SameFilled, PageContent.PatternSize);
        }

        if (_method.Duplicates is not null && TryRefer(page, token, hasToken, fingerprint))
        {
            return (PageEncoding.Reference, PageReference.Size);
        }

        return delta > 0 ? (PageEncoding.Delta, delta) : Compress(token, hasToken);
    }

    private (PageEncoding Form, int Payload) EncodeAlone(PageToken token, bool hasToken) =>
        hasToken && token == PageToken.Zero && _method.DetectZeros ? (PageEncoding.Zero, 0)
        : IsPattern(token, hasToken) ? (PageEncoding.SameFilled, PageContent.PatternSize)
        : Compress(token, hasToken);

    // What a token names is no pattern, but for the zeros.
    private bool IsPattern(PageToken token, bool hasToken) =>
        hasToken ? token == PageToken.Zero : PageContent.TryGetPattern(_bytes, out _);

    private int VisitDeltas(ulong page, PageToken token, bool hasToken)
    {
        if (!UsesDeltas || _deltas is null)
        {
            return -1;
        }

        _senderNanoseconds += ((PreCopy)_method).Xbzrle!.EncodeTime.Nanoseconds;
        if (_sourceHasBytes)
        {
            Expand(token, hasToken);
            return _deltas.Visit(page, _bytes, _payload.AsSpan(0, MostEncoded));
        }

        return _deltas.Visit(page, hasToken ? token.Value : ulong.MaxValue, _source.Watch?.TakeWrites(page) ?? 1);
    }

    private (PageEncoding Form, int Payload) Compress(PageToken token, bool hasToken)
    {
        if (_method.Compression is not { } compression)
        {
            return (PageEncoding.Raw, Page.Size);
        }

        _compressNanoseconds += compression.PageTime.Nanoseconds;
        PageEncoding form = compression.Kind == CompressorKind.Lz4 ? PageEncoding.Lz4 : PageEncoding.Zstandard;
        int written = (int)Math.Ceiling(compression.TokenRatio * Page.Size);
        if (_compressor is not null)
        {
            Expand(token, hasToken);
            written = _compressor.TryCompress(_bytes, _payload.AsSpan(0, MostEncoded), out int made) ? made : Page.Size;
        }

        return written <= MostEncoded ? (form, written) : (PageEncoding.Raw, Page.Size);
    }

    private void Expand(PageToken token, bool hasToken)
    {
        if (hasToken)
        {
            token.Expand(_bytes);
        }
    }

    private void Count(PageEncoding form, int payload)
    {
        Debug.Assert(payload is >= 0 and <= Page.Size, "a payload is a page at most");
        Meter.AddPage(payload);
        Tally(form, payload);
    }

    /// <summary>Counts a page that crosses, or has crossed, by its form; <see cref="Report"/> tells it.</summary>
    internal void Tally(PageEncoding form, int payload)
    {
        _pages[(int)form]++;
        _payloads[(int)form] += (ulong)payload;
    }

    /// <summary>Puts what was tallied into the report.</summary>
    internal void Report()
    {
        _report.PagesByEncoding += TakeTally(_pages);
        _report.BytesByEncoding += TakeTally(_payloads);
    }

    private static EncodingCounts TakeTally(ulong[] tally)
    {
        EncodingCounts counts = default;
        for (int form = 0; form < tally.Length; form++)
        {
            counts = counts.With((PageEncoding)form, tally[form]);
            tally[form] = 0;
        }

        return counts;
    }
}
