using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>Reads every page and compares its fingerprint with that of the last time.</summary>
/// <remarks>
/// Needs nothing from the kernel. Safe while others write for readers who copy through
/// <see cref="MappedGuestMemory.Read"/>: see <see cref="FingerprintTable"/>.
/// </remarks>
internal sealed class FingerprintTracker(MappedRegion region, SafeFileHandle? file, ulong seed) : WriteTracker
{
    private readonly FingerprintTable _table = new(region.Length >> Page.Shift, seed, markFirst: true);

    internal override TrackerKind Kind => TrackerKind.Fingerprints;

    internal override ulong Collect(DirtyLog log, bool writersPaused)
    {
        ulong pageCount = region.Length >> Page.Shift;
        return file is null
            ? NoteRange(new PageRange(default, pageCount), log)
            : CollectOfFile(file, pageCount, log);
    }

    internal override void NoteCopy(GuestFrameNumber first, ReadOnlySpan<byte> copied, DirtyLog log) =>
        _table.Note(first, copied, log);

    public override void Dispose()
    {
    }

    // Reading a hole of shared memory would fill it, so holes are asked for: they are zeros.
    private ulong CollectOfFile(SafeFileHandle memoryFile, ulong pageCount, DirtyLog log)
    {
        ulong found = 0;
        ulong page = 0;
        while (page < pageCount)
        {
            bool hasData = SparseFile.FindData(memoryFile, (long)(page << Page.Shift), out long start, out long end);
            ulong first = hasData ? (ulong)start >> Page.Shift : pageCount;
            ulong last = hasData ? Math.Min(Page.CountFor((ulong)end), pageCount) : pageCount;
            found += _table.NoteZeros(new PageRange(new GuestFrameNumber(page), first - page), log);
            found += NoteRange(new PageRange(new GuestFrameNumber(first), last - first), log);
            page = last;
        }

        return found;
    }

    private ulong NoteRange(PageRange range, DirtyLog log)
    {
        ulong found = 0;
        for (ulong done = 0; done < range.Count;)
        {
            int take = (int)Math.Min(range.Count - done, MappedGuestMemory.PagesPerSegment);
            var first = new GuestFrameNumber(range.Start.Value + done);
            found += _table.Note(first, RegionBytes.Of(region, first, take), log);
            done += (ulong)take;
        }

        return found;
    }
}
