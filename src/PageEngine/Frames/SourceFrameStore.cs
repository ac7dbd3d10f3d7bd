using System.Buffers;

namespace PageEngine;

/// <summary>A read-only store whose frames are the pages of memory dumps or live processes, one by one.</summary>
/// <remarks>
/// <para>Every page has a frame of its own from the start: frame n of the store is page n of all sources in a row.
/// Of the contents no more is kept than the few pages that a scan works on: a compare takes the page that was just
/// fingerprinted from there and reads the other one. So memory use does not grow with the bytes of the images.</para>
/// <para>A page that cannot be read any more (a process unmapped it) is equal to no other; see
/// <see cref="UnreadablePagesIn"/>.</para>
/// </remarks>
public sealed partial class SourceFrameStore : FrameStore
{
    private const int PagesPerRead = 128;
    private const int PairsPerRead = 64;

    private readonly PageSource[] _sources;
    private readonly ulong[] _firstFrame;
    private readonly HashSet<uint> _unreadable = [];
    private readonly RecentPages _recent = new();

    /// <summary>Makes a store over sources, which it disposes of in the end.</summary>
    /// <param name="sources">The sources; at least one page in all.</param>
    /// <param name="options">Where its own memory comes from; one NUMA node in any case.</param>
    /// <exception cref="ArgumentOutOfRangeException">No page at all, or more than 2³² − 2.</exception>
    public SourceFrameStore(IReadOnlyList<PageSource> sources, FrameStoreOptions? options = null)
        : base(TotalPages(sources), (options ?? new FrameStoreOptions()) with { NumaNodes = 1 })
    {
        _sources = [.. sources];
        _firstFrame = new ulong[_sources.Length];
        for (int i = 1; i < _sources.Length; i++)
        {
            _firstFrame[i] = _firstFrame[i - 1] + _sources[i - 1].PageCount;
        }

        AllocateAll();
    }

    /// <inheritdoc/>
    public override bool IsReadOnly => true;

    /// <summary>The sources, in the order of their frames.</summary>
    public IReadOnlyList<PageSource> Sources => _sources;

    /// <summary>How many pages of a source turned out to be unreadable so far.</summary>
    /// <param name="source">The position of the source in <see cref="Sources"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such source.</exception>
    public int UnreadablePagesIn(int source)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)source, (uint)_sources.Length, nameof(source));
        lock (_unreadable)
        {
            ulong first = _firstFrame[source];
            ulong end = first + _sources[source].PageCount;
            return _unreadable.Count(frame => frame >= first && frame < end);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (PageSource source in _sources)
            {
                source.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    internal override int PagesPerScanWindow => RecentPages.SlotCount;

    internal ulong FirstFrameOf(int source) => _firstFrame[source];

    /// <summary>The pages of a source that turned out to be unreadable so far.</summary>
    internal HashSet<ulong> FindUnreadable(int source)
    {
        ulong first = _firstFrame[source];
        ulong count = _sources[source].PageCount;
        lock (_unreadable)
        {
            return [.. _unreadable.Select(frame => frame - first).Where(page => page < count)];
        }
    }

    internal override void Fingerprint(
        ReadOnlySpan<uint> frames, ulong seed, Span<ulong> fingerprints, Span<bool> isZero)
    {
        ulong ofZeros = PageFingerprint.OfZeroPage(seed);
        for (int start = 0; start < frames.Length;)
        {
            int most = Math.Min(PagesPerRead, RecentPages.SlotsInARow(frames[start]));
            int count = LengthOfRun(frames[start..], most, out bool knownZero);
            int done = count;
            if (knownZero)
            {
                fingerprints.Slice(start, count).Fill(ofZeros);
                isZero.Slice(start, count).Fill(true);
            }
            else
            {
                done = FingerprintRun(frames[start], seed, ofZeros, fingerprints.Slice(start, count), isZero[start..]);
            }

            start += done;
            if (done < count)
            {
                NoteUnreadable(frames[start]);
                fingerprints[start] = Mixing.Combine(seed, frames[start]);
                isZero[start] = false;
                start++;
            }
        }
    }

    internal override void Compare(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<bool> equal)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent((PairsPerRead + 1) * Page.Size);
        try
        {
            Span<byte> leftPages = buffer.AsSpan(0, PairsPerRead * Page.Size);
            Span<byte> spare = buffer.AsSpan(PairsPerRead * Page.Size, Page.Size);
            for (int start = 0; start < left.Length; start += PairsPerRead)
            {
                int count = Math.Min(PairsPerRead, left.Length - start);
                equal.Slice(start, count).Fill(true);
                ReadAll(left.Slice(start, count), leftPages, equal.Slice(start, count));
                for (int i = start; i < start + count; i++)
                {
                    ReadOnlySpan<byte> page = leftPages.Slice((i - start) * Page.Size, Page.Size);
                    equal[i] = equal[i] && IsEqual(right[i], page, spare);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal override void Read(uint frame, int offset, Span<byte> destination)
    {
        Span<byte> page = stackalloc byte[Page.Size];
        if (Read(frame, page) == 0)
        {
            NoteUnreadable(frame);
            page.Clear();
        }

        page.Slice(offset, destination.Length).CopyTo(destination);
    }

    internal override void Write(uint frame, int offset, ReadOnlySpan<byte> bytes) => throw NotWritable();

    internal override void WriteToken(uint frame, PageToken token) => throw NotWritable();

    internal override bool TryGetToken(uint frame, out PageToken token)
    {
        Span<byte> page = stackalloc byte[Page.Size];
        token = default;
        if (Read(frame, page) == 0)
        {
            NoteUnreadable(frame);
            return false;
        }

        return PageToken.TryRecognize(page, out token);
    }

    internal override void Copy(uint source, uint destination) => throw NotWritable();

    internal override void Clear(uint frame) => throw NotWritable();

    internal override BackingStore CreateBackingStore(PageHost host, uint slotCount) => throw NotWritable();

    private static ulong TotalPages(IReadOnlyList<PageSource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        return sources.Aggregate(0UL, static (total, source) => checked(total + source.PageCount));
    }

    private static NotSupportedException NotWritable() => new("memory dumps and live processes are read, not written");

    private void AllocateAll()
    {
        for (uint frame = 0; frame < FrameCount; frame++)
        {
            TryAllocate(node: 0, cleared: false, out _);
        }
    }

    private int SourceOf(uint frame)
    {
        int found = Array.BinarySearch(_firstFrame, frame);
        int source = found >= 0 ? found : ~found - 1;
        while (_sources[source].PageCount == 0)
        {
            source++;
        }

        return source;
    }

    /// <summary>How many of the first frames are neighbours in one source, and all or none known to be zero.</summary>
    private int LengthOfRun(ReadOnlySpan<uint> frames, int most, out bool knownZero)
    {
        int source = SourceOf(frames[0]);
        ulong page = frames[0] - _firstFrame[source];
        knownZero = _sources[source].IsKnownZero(page, out ulong run);
        int limit = (int)Math.Min(Math.Min(run, (ulong)most), (ulong)frames.Length);
        int count = 1;
        while (count < limit && frames[count] == frames[count - 1] + 1)
        {
            count++;
        }

        return count;
    }

    /// <summary>Fingerprints neighbouring frames up to the first that is lost; returns how many these are.</summary>
    private int FingerprintRun(uint firstFrame, ulong seed, ulong ofZeros, Span<ulong> fingerprints, Span<bool> isZero)
    {
        int count = fingerprints.Length;
        bool isKept = _recent.TryTake(firstFrame, count, out Span<byte> pages);
        byte[]? rented = isKept ? null : ArrayPool<byte>.Shared.Rent(count * Page.Size);
        int read = 0;
        try
        {
            pages = isKept ? pages : rented.AsSpan(0, count * Page.Size);
            read = Read(firstFrame, pages);
            for (int i = 0; i < read; i++)
            {
                ReadOnlySpan<byte> page = pages.Slice(i * Page.Size, Page.Size);
                fingerprints[i] = PageFingerprint.Compute(page, seed);
                isZero[i] = fingerprints[i] == ofZeros && PageContent.IsZero(page);
            }

            return read;
        }
        finally
        {
            if (isKept)
            {
                _recent.GiveBack(firstFrame, count, read);
            }
            else
            {
                ArrayPool<byte>.Shared.Return(rented!);
            }
        }
    }

    /// <summary>Whether a frame holds these bytes: when it was fingerprinted, or else now.</summary>
    private bool IsEqual(uint frame, ReadOnlySpan<byte> bytes, Span<byte> spare)
    {
        if (_recent.TryGet(frame, out ReadOnlySpan<byte> page))
        {
            return page.SequenceEqual(bytes);
        }

        if (Read(frame, spare) == 0)
        {
            NoteUnreadable(frame);
            return false;
        }

        return spare.SequenceEqual(bytes);
    }

    private int Read(uint firstFrame, Span<byte> destination)
    {
        int source = SourceOf(firstFrame);
        return _sources[source].Read(firstFrame - _firstFrame[source], destination);
    }

    private void ReadAll(ReadOnlySpan<uint> frames, Span<byte> pages, Span<bool> readable)
    {
        for (int start = 0; start < frames.Length;)
        {
            int count = LengthOfRun(frames[start..], frames.Length, out _);
            int read = Read(frames[start], pages.Slice(start * Page.Size, count * Page.Size));
            start += read;
            if (read < count)
            {
                NoteUnreadable(frames[start]);
                readable[start++] = false;
            }
        }
    }

    private void NoteUnreadable(uint frame)
    {
        lock (_unreadable)
        {
            _unreadable.Add(frame);
        }
    }
}
