using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>Tells which pages of a process exist, without touching them.</summary>
/// <remarks>
/// A page exists if it is in memory or in swap; reading another one would make it. Kernels from 6.7 on give the answer
/// in runs (PAGEMAP_SCAN), so that a vast mapping with few pages costs little; before, every page has a word.
/// </remarks>
internal sealed unsafe class PagePresence : IDisposable
{
    // Word of /proc/PID/pagemap: [63: present][62: swapped][61: of a file or shared][60..0: not used here]
    private const ulong Present = 1UL << 63;
    private const ulong Swapped = 1UL << 62;
    private const ulong OfFile = 1UL << 61;

    private const int WordsPerRead = 8192;
    private const int RegionsPerScan = 512;

    private readonly SafeFileHandle _pagemap;
    private readonly PagemapRegion[] _regions = new PagemapRegion[RegionsPerScan];
    private readonly ulong[] _words = new ulong[WordsPerRead];
    private bool _canScan;

    internal PagePresence(SafeFileHandle pagemap, bool canScan)
    {
        _pagemap = pagemap;
        _canScan = canScan;
    }

    /// <summary>Adds the pages of a mapping that exist.</summary>
    /// <param name="start">The address of the mapping.</param>
    /// <param name="end">The address behind it.</param>
    /// <param name="privateOnly">Whether pages of files and of shared memory are left out.</param>
    /// <param name="runs">Takes the pages.</param>
    /// <returns>0, or the error for which the kernel does not tell.</returns>
    internal int Collect(ulong start, ulong end, bool privateOnly, PageRuns runs)
    {
        if (_canScan && Scan(ref start, end, privateOnly, runs))
        {
            return 0;
        }

        // The kernel does not know the call. What was found before it said so stays.
        _canScan = false;
        return ReadWords(start, end, privateOnly, runs);
    }

    /// <summary>Whether a page is in memory and of no file, beyond doubt.</summary>
    /// <remarks>
    /// <see cref="Collect"/> takes a marker of write protection, which stands where a page of a file is not mapped yet, for
    /// a page in swap. Here only presence counts; a page that was just read has it.
    /// </remarks>
    internal bool IsSurelyPrivate(ulong address) =>
        TryReadWords(address >> Page.Shift, 1, out int read) == 0
        && read == 1 && (_words[0] & (Present | OfFile)) == Present;

    public void Dispose() => _pagemap.Dispose();

    private bool Scan(ref ulong start, ulong end, bool privateOnly, PageRuns runs)
    {
        fixed (PagemapRegion* regions = _regions)
        {
            while (start < end)
            {
                var argument = new PagemapScanArgument
                {
                    Size = (ulong)sizeof(PagemapScanArgument),
                    Start = start,
                    End = end,
                    Vector = (ulong)regions,
                    VectorLength = RegionsPerScan,
                    CategoryInverted = privateOnly ? ProcessCalls.PageIsOfFile : 0,
                    CategoryMask = privateOnly ? ProcessCalls.PageIsOfFile : 0,
                    CategoryAnyOfMask = ProcessCalls.PageIsPresent | ProcessCalls.PageIsSwapped,
                    ReturnMask = ProcessCalls.PageIsPresent | ProcessCalls.PageIsSwapped,
                };

                // SAFETY: the argument is on this frame, the vector is pinned and as long as it says.
                int found = ProcessCalls.Control(_pagemap, ProcessCalls.PagemapScan, &argument);
                if (found < 0 || argument.WalkEnd <= start)
                {
                    return false;
                }

                for (int i = 0; i < found; i++)
                {
                    runs.Add(_regions[i].Start, _regions[i].End);
                }

                start = argument.WalkEnd;
            }
        }

        return true;
    }

    private int ReadWords(ulong start, ulong end, bool privateOnly, PageRuns runs)
    {
        while (start < end)
        {
            int wanted = (int)Math.Min(WordsPerRead, (end - start) >> Page.Shift);
            int error = TryReadWords(start >> Page.Shift, wanted, out int read);
            if (read == 0)
            {
                return error == 0 ? Errno.NoSuchProcess : error;
            }

            foreach (ulong word in _words.AsSpan(0, read))
            {
                bool exists = (word & (Present | Swapped)) != 0;
                if (exists && !(privateOnly && (word & OfFile) != 0))
                {
                    runs.Add(start, start + Page.Size);
                }

                start += Page.Size;
            }
        }

        return 0;
    }

    private int TryReadWords(ulong firstWord, int wanted, out int read)
    {
        fixed (ulong* buffer = _words)
        {
            // SAFETY: the buffer is pinned and has at least as many words as are asked for.
            long offset = (long)firstWord * sizeof(ulong);
            nint bytes = ProcessCalls.ReadAt(_pagemap, (byte*)buffer, (nuint)wanted * sizeof(ulong), offset);
            read = (int)(Math.Max(bytes, 0) / sizeof(ulong));
            return bytes < 0 ? Errno.Last : 0;
        }
    }
}
