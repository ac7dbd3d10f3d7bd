using System.Diagnostics;
using System.IO.Hashing;

namespace PageEngine.Images;

/// <summary>Writes the contents of one checkpoint behind the last one, a window of pages at a time.</summary>
/// <remarks>
/// Read, fingerprint and compare (in parallel) → number the new contents in the order of the pages (alone) → compress
/// (in parallel) → write. Only the second step decides, so the archive is the same for any number of workers.
/// </remarks>
internal sealed class CheckpointBuilder : IDisposable
{
    private readonly ArchiveFile _file;
    private readonly ArchiveCatalog _catalog;
    private readonly ContentIndex _index;
    private readonly PageMapBuilder _map;
    private readonly bool _hasHints;
    private readonly CheckpointWindow _window = new();
    private readonly CheckpointWorker[] _workers;
    private readonly NewContents _new;
    private readonly XxHash3 _groupChecksum;
    private readonly uint _firstGroup;
    private ulong _contentCount;
    private ContentGroup? _group;
    private int _groupCount;
    private long _position;

    internal CheckpointBuilder(
        ArchiveFile file, ArchiveCatalog catalog, ContentIndex index, ContentReader contents, PageMapBuilder map,
        bool hasHints, MemoryArchiveWriterOptions options)
    {
        _file = file;
        _catalog = catalog;
        _index = index;
        _map = map;
        _hasHints = hasHints;
        _position = catalog.End;
        _firstGroup = (uint)catalog.Groups.Count;
        _groupChecksum = ArchiveChecksum.Begin(catalog.Seed);
        _new = new NewContents(_window);
        _workers = new CheckpointWorker[options.Workers];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new CheckpointWorker(_window, index, catalog, contents, options.MakeCompressor?.Invoke());
        }
    }

    /// <summary>Pages of zeros; where the map began as the parent's, how many more than there.</summary>
    internal long ZeroPages { get; private set; }

    /// <summary>Pages without bytes, counted as <see cref="ZeroPages"/> are.</summary>
    internal long MissingPages { get; private set; }

    internal uint FirstGroup => _firstGroup;

    internal uint ContentCount => (uint)_contentCount;

    /// <summary>Where the bytes of the contents end.</summary>
    internal long Position => _position;

    public void Dispose()
    {
        foreach (CheckpointWorker worker in _workers)
        {
            worker.Dispose();
        }
    }

    /// <summary>Takes pages in; ranges come in ascending order.</summary>
    /// <param name="source">Where the pages are.</param>
    /// <param name="range">Indexes of pages.</param>
    /// <param name="skipsZeros">Whether pages that are known to be zero need no place in the map.</param>
    /// <param name="done">Told how many pages were taken in.</param>
    internal void Add(PageSource source, PageRange range, bool skipsZeros, Action<ulong> done)
    {
        ulong end = range.End.Value;
        for (ulong page = range.Start.Value; page < end;)
        {
            ulong run = end - page;
            bool isZero = false;
            if (skipsZeros)
            {
                isZero = source.IsKnownZero(page, out ulong known);
                run = Math.Min(run, known);
            }

            if (isZero)
            {
                ZeroPages += (long)run;
                done(run);
                page += run;
                continue;
            }

            int slot = _window.Count;
            int taken = _window.Take(page, run);
            for (int i = 0; _hasHints && i < taken; i++)
            {
                _window.Hints[slot + i] = _map.ParentValueOf(page + (ulong)i);
            }

            page += (ulong)taken;
            if (_window.Count == CheckpointWindow.Capacity)
            {
                Process(source, done);
            }
        }
    }

    /// <summary>Takes in what is left, and ends the last table.</summary>
    internal void Complete(PageSource source, Action<ulong> done)
    {
        Process(source, done);
        EndGroup();
        _map.Complete();
    }

    private void Process(PageSource source, Action<ulong> done)
    {
        ArchiveWorkers.Run(
            _workers.Length, _window.BatchCount, (worker, batch) => _workers[worker].LookUp(batch, source));
        NumberNewContents();
        ArchiveWorkers.Run(_workers.Length, _new.BatchCount, (worker, batch) => _new.Encode(batch, _workers[worker]));
        Write();
        foreach (CheckpointWindow.Run run in _window.Runs)
        {
            for (int i = 0; i < run.Count; i++)
            {
                SetPage(run.FirstPage + (ulong)i, run.Slot + i);
            }
        }

        ulong count = (ulong)_window.Count;
        _window.Clear();
        done(count);
    }

    private void SetPage(ulong page, int slot)
    {
        uint value = _window.Values[slot];
        Count(value, 1);
        if (_map.StartsAsParent)
        {
            Count(_window.Hints[slot], -1);
        }

        _map.Set(page, value);
    }

    private void Count(uint value, int step)
    {
        ZeroPages += value == PageMapValue.Zero ? step : 0;
        MissingPages += value == PageMapValue.Missing ? step : 0;
    }

    // Contents that came in with this window are compared with where they are in it.
    private void NumberNewContents()
    {
        _new.Clear();
        uint firstOfWindow = (_firstGroup << ContentGroup.Shift) + (uint)_contentCount;
        for (int slot = 0; slot < _window.Count; slot++)
        {
            if (_window.IsUnknown[slot])
            {
                uint known = FindInWindow(slot, firstOfWindow);
                _window.Values[slot] = known != 0 ? known : AddContent(slot);
            }
        }
    }

    private uint FindInWindow(int slot, uint firstOfWindow)
    {
        ulong fingerprint = _window.Fingerprints[slot];
        ulong search = _index.HomeOf(fingerprint);
        while (_index.TryFind(fingerprint, ref search, out uint value))
        {
            uint content = PageMapValue.ContentOf(value);
            if (content >= firstOfWindow
                && _window.PageAt(_new.SlotOf((int)(content - firstOfWindow))).SequenceEqual(_window.PageAt(slot)))
            {
                return value;
            }
        }

        return 0;
    }

    private uint AddContent(int slot)
    {
        int index = (int)(_contentCount % ContentGroup.Capacity);
        if (index == 0)
        {
            _catalog.AddGroup(new ContentGroup());
        }

        uint content = (_firstGroup << ContentGroup.Shift) + (uint)_contentCount;
        _catalog.Groups[^1]!.SetFingerprint(index, _window.Fingerprints[slot]);
        _index.Add(_window.Fingerprints[slot], content);
        _new.Add(slot);
        _contentCount++;
        return PageMapValue.Of(content);
    }

    private void Write()
    {
        if (_new.Count == 0)
        {
            return;
        }

        long first = _position;
        ReadOnlySpan<byte> bytes = _new.Pack();
        for (int i = 0; i < _new.Count; i++)
        {
            int length = _new.LengthOf(i);
            if (_groupCount is 0 or ContentGroup.Capacity)
            {
                EndGroup();
                ulong written = _contentCount - (ulong)(_new.Count - i);
                _group = _catalog.Groups[(int)(_firstGroup + (written >> ContentGroup.Shift))]!;
                _group.Offset = _position;
            }

            _group!.SetForm(_groupCount++, _new.EncodingOf(i), length);
            _groupChecksum.Append(bytes.Slice((int)(_position - first), length));
            _position += length;
        }

        Debug.Assert(bytes.Length == _position - first, "the tables and the bytes agree");
        _file.Write(first, bytes);
    }

    private void EndGroup()
    {
        if (_group is not null)
        {
            _group.Checksum = _groupChecksum.GetCurrentHashAsUInt64();
            _groupChecksum.Reset();
            _group = null;
            _groupCount = 0;
        }
    }
}
