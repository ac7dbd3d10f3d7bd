using System.Diagnostics;

namespace PageEngine.Linux;

/// <summary>The pages of a live process.</summary>
/// <remarks>
/// <para>The pages are chosen when the process is opened: those that are in memory or in swap, and unless told
/// otherwise only the process' own (anonymous memory, heap, stacks, and pages of private files that it has written).
/// Pages that were never touched do not count, because reading them would make them. The process goes on running: what
/// it maps later is not among the pages, and what it unmaps reads as a short count. Reading brings pages in from
/// swap.</para>
/// <para><see cref="Refresh"/> chooses the pages afresh, of the same process and never of another that got its number.
/// Thread-safe but for that: nobody may read meanwhile. Reading allocates nothing.</para>
/// </remarks>
public sealed partial class ProcessMemory : PageSource
{
    private readonly ProcessFiles _files;
    private readonly ProcessMemoryOptions _options;
    private readonly ProcessRefusals _refused;
    private PageRuns _runs;
    private RemoteMemory _memory;

    private ProcessMemory(
        int processId, ProcessFiles files, ProcessMemoryOptions options, ProcessRefusals refused, PageRuns runs,
        IReadOnlyList<ProcessMemoryRegion> regions, RemoteMemory memory)
    {
        ProcessId = processId;
        _files = files;
        _options = options;
        _refused = refused;
        _runs = runs;
        _memory = memory;
        Regions = regions;
    }

    /// <summary>The number of the process.</summary>
    public int ProcessId { get; }

    /// <summary>The name of the process, as the kernel has it: at most 15 letters.</summary>
    public required string ProcessName { get; init; }

    /// <summary>The mappings of which pages were taken, in the order of their addresses.</summary>
    public IReadOnlyList<ProcessMemoryRegion> Regions { get; private set; }

    /// <summary>What a reader of the numbers should know, each in one line; often nothing.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Whether the process has exited or is about to.</summary>
    public bool HasExited => _memory.IsGone || _files.HasExited();

    /// <inheritdoc/>
    /// <remarks>Fixed until <see cref="Refresh"/>.</remarks>
    public override ulong PageCount => _runs.PageCount;

    /// <inheritdoc/>
    /// <exception cref="PageSourceException">The process has exited.</exception>
    public override int Read(ulong firstPage, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length & (Page.Size - 1), 0, nameof(destination));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstPage, PageCount);
        int wanted = destination.Length >> Page.Shift;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)wanted, PageCount - firstPage, nameof(destination));

        int done = 0;
        int limit = wanted;
        while (done < wanted)
        {
            Span<byte> rest = destination[(done << Page.Shift)..];
            int asked = ReadSome(firstPage + (ulong)done, Math.Min(limit, wanted - done), rest, out int read);
            done += read;
            if (read == 0 && asked == 1)
            {
                break;
            }

            // A call may stop before the page that is lost: only a page that is asked for alone is known to be.
            limit = read == asked ? wanted : 1;
        }

        return done;
    }

    /// <summary>The address of a page.</summary>
    /// <param name="page">The index of the page.</param>
    /// <exception cref="ArgumentOutOfRangeException">The page is not in the source.</exception>
    public ulong GetAddress(ulong page) => GetAddress(page, out _);

    /// <summary>The address of a page, and how many pages lie side by side from there on.</summary>
    /// <param name="page">The index of the page.</param>
    /// <param name="neighbours">The pages from this one on whose addresses follow each other; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The page is not in the source.</exception>
    public ulong GetAddress(ulong page, out ulong neighbours)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page, PageCount);
        return _runs.AddressOf(page, out neighbours);
    }

    /// <summary>Finds the page that holds an address.</summary>
    /// <param name="address">An address in the process.</param>
    /// <param name="page">The index of the page.</param>
    /// <returns>Whether the page is in the source.</returns>
    public bool TryFindPage(ulong address, out ulong page) => _runs.TryFind(address, out page);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _memory.Dispose();
        }

        base.Dispose(disposing);
    }

    // One call of the kernel for as many runs of pages as it takes; answers how many pages were asked for.
    private int ReadSome(ulong firstPage, int wanted, Span<byte> destination, out int read)
    {
        Span<IoVector> runs = stackalloc IoVector[RemoteMemory.MaximumRuns];
        int count = 0;
        int asked = 0;
        while (asked < wanted && count < runs.Length)
        {
            ulong address = _runs.AddressOf(firstPage + (ulong)asked, out ulong neighbours);
            int take = (int)Math.Min(neighbours, (ulong)(wanted - asked));
            runs[count++] = new IoVector { Start = (nuint)address, Length = (nuint)take << Page.Shift };
            asked += take;
        }

        Debug.Assert(asked > 0, "the caller asks for at least a page");
        read = _memory.Read(runs[..count], destination[..(asked << Page.Shift)], out int error) >> Page.Shift;
        return error switch
        {
            0 or Errno.BadAddress or Errno.InputOutput => asked,
            Errno.NoSuchProcess => throw _files.Exited(),
            Errno.NotPermitted => throw _files.NotPermitted(),
            _ => throw _files.Failure(Errno.Describe(error)),
        };
    }
}
