using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>The kernel sets a bit at the first write to a page; all bits of the process are cleared at once.</summary>
/// <remarks>
/// <para>Clearing is for the whole process, so a harvest of one region takes the bits of every region that is tracked
/// this way first, into their logs, under one lock for the process.</para>
/// <para>Reading and clearing are two steps. A first write between them is in no harvest. While writers run that cannot
/// be helped here, and it is made good at the end: readers note what they copied (<see cref="NoteCopy"/>), and a
/// harvest with paused writers compares every page that was copied with what its reader got. So whoever ends with such
/// a harvest has everything; the harvests before it only say what is worth copying early.</para>
/// </remarks>
internal sealed unsafe class SoftDirtyTracker : WriteTracker
{
    /// <summary>Writing 4 here clears the bits of the process.</summary>
    internal const string ClearPath = "/proc/self/clear_refs";

    private const ulong SoftDirtyBit = 1UL << 55;
    private const int WordsPerRead = 8192;

    private static readonly Lock Process = new();
    private static readonly List<SoftDirtyTracker> Trackers = [];

    private readonly MappedRegion _region;
    private readonly DirtyLog _log;
    private readonly SafeFileHandle _pagemap;
    private readonly SafeFileHandle _clear;
    private readonly FingerprintTable _copies;
    private readonly ulong[] _words = new ulong[WordsPerRead];

    // Whether a write may have come between reading and clearing since the last harvest with paused writers.
    private bool _mayHaveMissed;

    private SoftDirtyTracker(
        MappedRegion region, DirtyLog log, ulong seed, SafeFileHandle pagemap, SafeFileHandle clear)
    {
        _region = region;
        _log = log;
        _pagemap = pagemap;
        _clear = clear;
        _copies = new FingerprintTable(log.PageCount, seed, markFirst: false);
    }

    internal override TrackerKind Kind => TrackerKind.SoftDirty;

    /// <summary>Begins to track a region.</summary>
    internal static SoftDirtyTracker Begin(MappedRegion region, DirtyLog log, ulong seed)
    {
        SafeFileHandle pagemap =
            File.OpenHandle("/proc/self/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        try
        {
            SafeFileHandle clear = File.OpenHandle(ClearPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            var tracker = new SoftDirtyTracker(region, log, seed, pagemap, clear);
            lock (Process)
            {
                Trackers.Add(tracker);
            }

            return tracker;
        }
        catch
        {
            pagemap.Dispose();
            throw;
        }
    }

    internal override ulong Collect(DirtyLog log, bool writersPaused)
    {
        ulong found = 0;
        lock (Process)
        {
            foreach (SoftDirtyTracker tracker in Trackers)
            {
                ulong marked = tracker.TakeBits();
                found += tracker == this ? marked : 0;
                tracker._mayHaveMissed |= !(writersPaused && tracker == this);
            }

            RandomAccess.Write(_clear, "4"u8, 0);
        }

        return writersPaused && _mayHaveMissed ? found + CompareCopies() : found;
    }

    internal override void NoteCopy(GuestFrameNumber first, ReadOnlySpan<byte> copied, DirtyLog log) =>
        _copies.Note(first, copied, log);

    public override void Dispose()
    {
        lock (Process)
        {
            Trackers.Remove(this);
        }

        _pagemap.Dispose();
        _clear.Dispose();
    }

    private ulong TakeBits()
    {
        ulong found = 0;
        ulong firstWord = (ulong)_region.Start >> Page.Shift;
        for (ulong page = 0; page < _log.PageCount;)
        {
            int count = ReadWords(firstWord + page, (int)Math.Min(WordsPerRead, _log.PageCount - page));
            for (int i = 0; i < count; i++)
            {
                if ((_words[i] & SoftDirtyBit) != 0)
                {
                    _log.Mark(new GuestFrameNumber(page + (ulong)i));
                    found++;
                }
            }

            page += (ulong)count;
        }

        return found;
    }

    private int ReadWords(ulong firstWord, int wanted)
    {
        fixed (ulong* buffer = _words)
        {
            // SAFETY: the buffer is pinned and has at least as many words as are asked for.
            long offset = (long)firstWord * sizeof(ulong);
            nint bytes = ProcessCalls.ReadAt(_pagemap, (byte*)buffer, (nuint)wanted * sizeof(ulong), offset);
            return bytes >= sizeof(ulong)
                ? (int)(bytes / sizeof(ulong))
                : throw new IOException($"the kernel does not tell the written pages: {Errno.Describe(Errno.Last)}");
        }
    }

    private ulong CompareCopies()
    {
        ulong found = 0;
        for (ulong page = 0; page < _log.PageCount; page++)
        {
            var number = new GuestFrameNumber(page);
            found += _copies.IsKnown(number) ? _copies.Note(number, RegionBytes.Of(_region, number, 1), _log) : 0;
        }

        _mayHaveMissed = false;
        return found;
    }
}
