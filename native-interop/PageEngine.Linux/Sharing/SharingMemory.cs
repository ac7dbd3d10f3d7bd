using System.Diagnostics;

namespace PageEngine.Linux;

/// <summary>What a sharer knows about one memory.</summary>
internal sealed class SharingMemory : IDisposable
{
    /// <summary>The fingerprint of a page that takes no memory of its own, or of which nothing is known.</summary>
    internal const ulong Unknown = 0;

    private const int RangesPerHarvest = 256;

    private readonly ulong[] _fingerprints;

    // Frame + 1; 0 for a page that maps none.
    private readonly uint[] _frames;
    private readonly DirtyCursor _cursor;
    private readonly PageRange[] _ranges = new PageRange[RangesPerHarvest];
    private readonly List<PageRange> _discarded = [];

    internal SharingMemory(MappedGuestMemory memory, uint firstId)
    {
        Memory = memory;
        FirstId = firstId;
        _fingerprints = new ulong[memory.PageCount];
        _frames = new uint[memory.PageCount];
        _cursor = memory.DirtyLog.OpenCursor(startDirty: true);
    }

    internal MappedGuestMemory Memory { get; }

    /// <summary>The number of the first page among the pages of all memories.</summary>
    internal uint FirstId { get; }

    internal uint EndId => FirstId + (uint)Memory.PageCount;

    internal ulong Breaks { get; private set; }

    // A page may be written without another content; only write protection tells that it has bytes of its own then.
    private bool IsExact => Memory.Tracker == TrackerKind.AsyncWriteProtect;

    internal ReadOnlySpan<ulong> Fingerprints => _fingerprints;

    internal bool TryGetFrame(uint page, out uint frame)
    {
        frame = _frames[page] - 1;
        return _frames[page] != 0;
    }

    internal ReadOnlySpan<byte> Read(uint page, int count = 1) =>
        RegionBytes.Of(Memory.Region, new GuestFrameNumber(page), count);

    /// <summary>Fingerprints the pages that were written since the last call.</summary>
    /// <returns>How many they were.</returns>
    internal ulong Scan(SharedFrames frames, PagePresence presence, ulong seed, ulong mask)
    {
        ForgetDiscarded(frames);
        Memory.Collect();
        ulong scanned = 0;
        for (int count = _cursor.Harvest(_ranges); count > 0; count = _cursor.Harvest(_ranges))
        {
            scanned += IsExact ? ScanRanges(_ranges.AsSpan(0, count), frames, presence, seed, mask) : 0;
        }

        _ranges[0] = new PageRange(default, Memory.PageCount);
        return IsExact ? scanned : ScanRanges(_ranges.AsSpan(0, 1), frames, presence, seed, mask);
    }

    /// <summary>Lets go of the frames of pages that were given back: they do not map them any more.</summary>
    internal void ForgetDiscarded(SharedFrames frames)
    {
        Memory.TakeDiscarded(_discarded);
        foreach (PageRange range in _discarded)
        {
            for (uint page = (uint)range.Start.Value; page < range.End.Value; page++)
            {
                ReleaseFrame(page, frames);
                _fingerprints[page] = Unknown;
            }
        }

        _discarded.Clear();
    }

    /// <summary>Notes that pages map neighbouring frames.</summary>
    internal void SetFrames(uint page, uint frame, int count, SharedFrames frames)
    {
        for (int i = 0; i < count; i++)
        {
            Debug.Assert(_frames[page + i] == 0, "a page maps one frame");
            _frames[page + i] = frame + (uint)i + 1;
            frames.AddReference(frame + (uint)i);
        }
    }

    /// <summary>Notes that pages are zeros without memory of their own.</summary>
    internal void SetDropped(uint page, int count)
    {
        _fingerprints.AsSpan((int)page, count).Clear();
    }

    public void Dispose() => _cursor.Dispose();

    private bool ReleaseFrame(uint page, SharedFrames frames)
    {
        if (!TryGetFrame(page, out uint frame))
        {
            return false;
        }

        _frames[page] = 0;
        frames.Release(frame);
        return true;
    }

    private ulong ScanRanges(
        ReadOnlySpan<PageRange> ranges, SharedFrames frames, PagePresence presence, ulong seed, ulong mask)
    {
        // Only pages that are in memory and of no file have bytes of their own. A page that maps a frame is not one
        // before it was written; that it was merely reported dirty proves nothing, so the page table is asked, and a
        // frame is never freed under a page that maps it.
        var own = new PageRuns();
        ulong start = (ulong)Memory.Region.Start;
        foreach (PageRange range in ranges)
        {
            for (ulong page = range.Start.Value; page < range.End.Value; page++)
            {
                _fingerprints[page] = _frames[page] == 0 ? Unknown : _fingerprints[page];
            }

            int error = presence.Collect(start + range.Start.Address, start + range.End.Address, true, own);
            if (error != 0)
            {
                _cursor.GiveBack(ranges);
                throw new IOException($"the kernel does not tell which pages exist: {Errno.Describe(error)}");
            }
        }

        for (ulong index = 0; index < own.PageCount;)
        {
            var page = (uint)((own.AddressOf(index, out ulong count) - start) >> Page.Shift);
            for (uint i = 0; i < count; i++)
            {
                // Reading brings the page in, so that the page table can tell whose it is.
                ulong fingerprint = PageFingerprint.Compute(Read(page + i), seed) & mask;
                if (_frames[page + i] != 0)
                {
                    if (!presence.IsSurelyPrivate(start + ((ulong)(page + i) << Page.Shift)))
                    {
                        continue;
                    }

                    Breaks += ReleaseFrame(page + i, frames) ? 1UL : 0;
                }

                _fingerprints[page + i] = fingerprint == Unknown ? 1 : fingerprint;
            }

            index += count;
        }

        return own.PageCount;
    }
}
