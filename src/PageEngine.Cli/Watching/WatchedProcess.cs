using PageEngine.Linux;

namespace PageEngine.Cli.Watching;

/// <summary>The memory of a live process.</summary>
internal sealed class WatchedProcess(ProcessMemory process) : WatchedMemory
{
    private const int SharedFlag = 3;

    /// <inheritdoc/>
    internal override string Title { get; } = $"process {process.ProcessId} ({process.ProcessName})";

    /// <inheritdoc/>
    internal override string TraceName { get; } = TraceNameOf($"{process.ProcessName}-{process.ProcessId}");

    /// <inheritdoc/>
    internal override bool PlacesAreFrames => false;

    /// <inheritdoc/>
    internal override PageSource Pages => process;

    /// <inheritdoc/>
    internal override string? Ending => process.HasExited ? "the process has ended" : null;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Notes => process.Notes;

    /// <inheritdoc/>
    internal override void Refresh() => process.Refresh();

    /// <inheritdoc/>
    internal override ulong PlaceOf(ulong page, out ulong neighbours) =>
        process.GetAddress(page, out neighbours) >> Page.Shift;

    /// <inheritdoc/>
    /// <remarks>
    /// The kernel may take a page of shared memory out of a process and put it back with the bytes that it had; a page
    /// of private memory that is gone was given up.
    /// </remarks>
    internal override bool KeepsUnseen(ulong place)
    {
        ulong address = place << Page.Shift;
        int low = 0;
        int high = process.Regions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (process.Regions[middle].Start <= address)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 && process.Regions[low - 1] is { } region
            && address - region.Start < region.MappedPages << Page.Shift
            && region.Permissions[SharedFlag] == 's';
    }

    public override void Dispose() => process.Dispose();
}
