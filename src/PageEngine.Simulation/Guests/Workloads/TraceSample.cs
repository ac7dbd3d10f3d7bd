using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>A sample of a page trace as writes that are spread evenly over its period, in slices.</summary>
/// <remarks>Slice k of n begins at k/n of the period and writes the pages from k/n to (k + 1)/n of all.</remarks>
internal readonly struct TraceSample
{
    private readonly long _begin;
    private readonly ulong _period;
    private readonly uint _pages;

    /// <summary>Divides a sample.</summary>
    /// <param name="record">The sample.</param>
    /// <param name="slice">
    /// The length of a slice in nanoseconds, about; slices are longer where there are few pages.
    /// </param>
    /// <param name="memory">The pages of the task's memory: no more can be dirty.</param>
    internal TraceSample(in PageTraceRecord record, long slice, uint memory)
    {
        _begin = record.TimeNanoseconds;
        _period = (ulong)record.PeriodNanoseconds;
        ulong pages = (record.DirtiedBytes >> Page.Shift) + (record.DirtiedBytes % Page.Size == 0 ? 0UL : 1);
        _pages = (uint)Math.Min(pages, memory);
        Slices = Math.Min(Math.Max(1, _period / (ulong)slice), _pages);
    }

    /// <summary>The slices; none where nothing is written.</summary>
    internal ulong Slices { get; }

    /// <summary>When a slice begins, in the time of the trace.</summary>
    internal long TimeOf(ulong slice) => _begin + (long)PartOf(_period, slice);

    /// <summary>The pages that a slice writes, at least one.</summary>
    internal uint PagesOf(ulong slice) => (uint)(PartOf(_pages, slice + 1) - PartOf(_pages, slice));

    private ulong PartOf(ulong whole, ulong slices) => (ulong)((UInt128)whole * slices / Slices);
}
