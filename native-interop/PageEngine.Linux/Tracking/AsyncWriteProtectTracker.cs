using Microsoft.Win32.SafeHandles;

namespace PageEngine.Linux;

/// <summary>The kernel notes first writes, and gives and forgets them in one step.</summary>
/// <remarks>
/// <para>A page without the mark "write-protected by userfaultfd" counts as written. Nothing is protected at first, so
/// what is written before the first harvest is found; pages that were never touched have no entry and do not count.
/// </para>
/// <para>PAGEMAP_SCAN takes a written page and protects it again under the lock of its page-table entry, and flushes
/// the translations of all processors before it returns. So a store either came before the entry was protected, then
/// this harvest has the page and the reader who looks after the call sees the store; or it faults on the protected
/// entry, which clears the mark, and the next harvest has it. No store is in neither.</para>
/// <para>A page that is read before it was ever written may be reported once: its entry comes without the mark. Pages
/// of a memory file are reported once when a neighbour was touched: the kernel may drop the entry of such a page and
/// keep its bytes, so there a missing entry counts as written.</para>
/// </remarks>
internal sealed unsafe class AsyncWriteProtectTracker : WriteTracker
{
    /// <summary>What must be on: asynchronous protection, of missing entries and of shared memory too.</summary>
    internal const ulong Features = UserFaultCalls.FeatureWriteProtectAsync
        | UserFaultCalls.FeatureWriteProtectUnpopulated | UserFaultCalls.FeatureWriteProtectShared;

    private const int RegionsPerScan = 4096;
    private const ulong HasEntry = ProcessCalls.PageIsPresent | ProcessCalls.PageIsSwapped;

    private readonly nint _start;
    private readonly nuint _length;
    private readonly SafeFileHandle _pagemap;
    private readonly PagemapRegion[] _regions =
        GC.AllocateUninitializedArray<PagemapRegion>(RegionsPerScan, pinned: true);

    private readonly bool _isOfFile;

    private AsyncWriteProtectTracker(
        MappedRegion region, bool isOfFile, UserFaultFile faults, SafeFileHandle pagemap)
    {
        _isOfFile = isOfFile;
        _start = region.Start;
        _length = region.Length;
        Faults = faults;
        _pagemap = pagemap;
    }

    internal override TrackerKind Kind => TrackerKind.AsyncWriteProtect;

    /// <summary>The file with which the region is registered; one range can have only one.</summary>
    internal UserFaultFile Faults { get; }

    /// <summary>Begins to track a region.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    internal static AsyncWriteProtectTracker Begin(MappedRegion region, bool isOfFile)
    {
        if (!UserFaultFile.TryOpen(Features, out UserFaultFile? faults, out string reason))
        {
            throw new IOException($"writes cannot be tracked: {reason}");
        }

        SafeFileHandle? pagemap = null;
        try
        {
            pagemap = File.OpenHandle("/proc/self/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var tracker = new AsyncWriteProtectTracker(region, isOfFile, faults, pagemap);
            tracker.Register();
            return tracker;
        }
        catch
        {
            pagemap?.Dispose();
            faults.Dispose();
            throw;
        }
    }

    internal override ulong Collect(DirtyLog log, bool writersPaused)
    {
        // Asked for "written" alone, the kernel counts missing entries where a page table is; asked for one of the
        // others too, it does not. Of anonymous memory a page without an entry was never written.
        return Scan(
            log, _start, _length, ProcessCalls.PageIsWritten, _isOfFile ? 0 : HasEntry, ProcessCalls.PageIsWritten);
    }

    /// <summary>Protects every page of a range, with an entry or not, and marks those that were written.</summary>
    /// <remarks>For a range whose mapping was replaced: a write meanwhile is marked, not protected away.</remarks>
    internal void Arm(DirtyLog log, nint start, nuint length) =>
        Scan(log, start, length, 0, 0, ProcessCalls.PageIsWritten | HasEntry);

    /// <summary>Registers the region, or a part whose mapping was replaced.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    internal void Register(nint start, nuint length)
    {
        int error = Faults.Register(start, length, UserFaultCalls.ModeWriteProtect);
        if (error != 0)
        {
            throw new IOException($"writes cannot be tracked: {Errno.Describe(error)}");
        }
    }

    /// <summary>Registers the whole region.</summary>
    internal void Register() => Register(_start, _length);

    public override void Dispose()
    {
        Faults.Dispose();
        _pagemap.Dispose();
    }

    private ulong Scan(DirtyLog log, nint first, nuint length, ulong mask, ulong anyOf, ulong told)
    {
        ulong found = 0;
        ulong at = (ulong)first;
        ulong end = at + length;
        fixed (PagemapRegion* regions = _regions)
        {
            while (at < end)
            {
                var argument = new PagemapScanArgument
                {
                    Size = (ulong)sizeof(PagemapScanArgument),
                    Flags = ProcessCalls.ScanProtects | ProcessCalls.ScanWantsAsync,
                    Start = at,
                    End = end,
                    Vector = (ulong)regions,
                    VectorLength = RegionsPerScan,
                    CategoryMask = mask,
                    CategoryAnyOfMask = anyOf,
                    ReturnMask = told,
                };

                // SAFETY: the argument is on this frame, the vector is pinned and as long as it says.
                int count = ProcessCalls.Control(_pagemap, ProcessCalls.PagemapScan, &argument);
                if (count < 0)
                {
                    int error = Errno.Last;
                    if (error == Errno.Interrupted)
                    {
                        continue;
                    }

                    // What the failed call took is not told; the whole rest counts as written, so nothing is lost.
                    found += MarkAll(log, at, end);
                    throw new IOException($"the kernel does not tell the written pages: {Errno.Describe(error)}");
                }

                found += Mark(log, regions, count, told);
                at = argument.WalkEnd;
            }
        }

        return found;
    }

    private ulong Mark(DirtyLog log, PagemapRegion* regions, int count, ulong told)
    {
        // Where it was asked whether there is an entry, a missing one is not "written", whatever the kernel says.
        ulong found = 0;
        for (int i = 0; i < count; i++)
        {
            ulong categories = regions[i].Categories;
            bool exists = (told & HasEntry) == 0 || (categories & HasEntry) != 0;
            if (exists && (categories & ProcessCalls.PageIsWritten) != 0)
            {
                found += MarkAll(log, regions[i].Start, regions[i].End);
            }
        }

        return found;
    }

    private ulong MarkAll(DirtyLog log, ulong start, ulong end)
    {
        ulong count = (end - start) >> Page.Shift;
        log.Mark(new PageRange(new GuestFrameNumber((start - (ulong)_start) >> Page.Shift), count));
        return count;
    }
}
