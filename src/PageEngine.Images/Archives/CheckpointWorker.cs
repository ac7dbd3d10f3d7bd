using System.Diagnostics;

namespace PageEngine.Images;

/// <summary>What one thread does with batches of a window: look pages up, and encode those that are new.</summary>
internal sealed class CheckpointWorker : IDisposable
{
    /// <summary>A compressed page is kept if it is no longer than this.</summary>
    private const int MaxUsefulLength = Page.Size - (Page.Size / 16);

    private readonly CheckpointWindow _window;
    private readonly ContentIndex _index;
    private readonly ArchiveCatalog _catalog;
    private readonly ContentReader _contents;
    private readonly IPageCompressor? _compressor;
    private readonly byte[] _stored = new byte[CheckpointWindow.BatchPages * Page.Size];
    private readonly uint[] _candidates = new uint[CheckpointWindow.BatchPages];
    private readonly int[] _slots = new int[CheckpointWindow.BatchPages];

    internal CheckpointWorker(
        CheckpointWindow window, ContentIndex index, ArchiveCatalog catalog, ContentReader contents,
        IPageCompressor? compressor)
    {
        Debug.Assert(compressor?.Kind is null or PageEncoding.Lz4 or PageEncoding.Zstandard, "no other kind is read");
        _window = window;
        _index = index;
        _catalog = catalog;
        _contents = contents;
        _compressor = compressor;
    }

    public void Dispose() => (_compressor as IDisposable)?.Dispose();

    /// <summary>Reads the pages of a batch and finds those that the archive has.</summary>
    internal void LookUp(int batch, PageSource source)
    {
        (int firstRun, int endRun) = _window.RunsOf(batch);
        int count = 0;
        for (int i = firstRun; i < endRun; i++)
        {
            CheckpointWindow.Run run = _window.Runs[i];
            ReadRun(run, source);
            for (int slot = run.Slot; slot < run.Slot + run.Count; slot++)
            {
                if (_window.Values[slot] != PageMapValue.Missing && TryNameCandidate(slot, out uint candidate))
                {
                    _slots[count] = slot;
                    _candidates[count++] = candidate;
                }
            }
        }

        CompareCandidates(count);
    }

    /// <summary>Writes the form in which the archive keeps a new page; a raw page is not copied.</summary>
    internal PageEncoding Encode(int slot, Span<byte> destination, out int length)
    {
        ReadOnlySpan<byte> page = _window.PageAt(slot);
        if (PageEngine.PageContent.TryGetPattern(page, out ulong pattern))
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(destination, pattern);
            length = PageEngine.PageContent.PatternSize;
            return PageEncoding.SameFilled;
        }

        if (_compressor is not null && _compressor.TryCompress(page, destination[..MaxUsefulLength], out length))
        {
            return _compressor.Kind;
        }

        length = Page.Size;
        return PageEncoding.Raw;
    }

    private void ReadRun(CheckpointWindow.Run run, PageSource source)
    {
        Array.Clear(_window.Values, run.Slot, run.Count);
        Array.Clear(_window.IsUnknown, run.Slot, run.Count);
        int done = 0;
        while (done < run.Count)
        {
            int slot = run.Slot + done;
            int left = run.Count - done;
            int read = source.Read(
                run.FirstPage + (ulong)done, _window.Bytes.AsSpan(slot << Page.Shift, left << Page.Shift));
            done += read;
            if (read < left)
            {
                _window.Values[run.Slot + done] = PageMapValue.Missing;
                done++;
            }
        }
    }

    /// <summary>Looks at one page: it is zero, it may be a content that the archive has, or it is unknown.</summary>
    private bool TryNameCandidate(int slot, out uint candidate)
    {
        candidate = 0;
        ReadOnlySpan<byte> page = _window.PageAt(slot);
        if (PageEngine.PageContent.IsZero(page))
        {
            return false;
        }

        ulong fingerprint = PageFingerprint.Compute(page, _catalog.Seed);
        _window.Fingerprints[slot] = fingerprint;
        uint hint = _window.Hints[slot];
        if (PageMapValue.IsContent(hint)
            && _catalog.TryGetFingerprint(PageMapValue.ContentOf(hint), out ulong ofHint) && ofHint == fingerprint)
        {
            candidate = hint;
            return true;
        }

        ulong search = _index.HomeOf(fingerprint);
        bool isFound = _index.TryFind(fingerprint, ref search, out candidate);
        _window.IsUnknown[slot] = !isFound;
        return isFound;
    }

    // Contents that stand together are read together; who differs has the rest of the index to look through.
    private void CompareCandidates(int count)
    {
        _contents.ReadForCompare(_candidates.AsSpan(0, count), _stored);
        for (int i = 0; i < count; i++)
        {
            int slot = _slots[i];
            if (_window.PageAt(slot).SequenceEqual(_stored.AsSpan(i << Page.Shift, Page.Size)))
            {
                _window.Values[slot] = _candidates[i];
            }
            else
            {
                _window.Values[slot] = FindOther(slot, _candidates[i]);
                _window.IsUnknown[slot] = _window.Values[slot] == 0;
            }
        }
    }

    private uint FindOther(int slot, uint refused)
    {
        Span<byte> stored = stackalloc byte[Page.Size];
        ulong fingerprint = _window.Fingerprints[slot];
        ulong search = _index.HomeOf(fingerprint);
        while (_index.TryFind(fingerprint, ref search, out uint candidate))
        {
            if (candidate != refused)
            {
                _contents.ReadForCompare(new ReadOnlySpan<uint>(in candidate), stored);
                if (_window.PageAt(slot).SequenceEqual(stored))
                {
                    return candidate;
                }
            }
        }

        return 0;
    }
}
