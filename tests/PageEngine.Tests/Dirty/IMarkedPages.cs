namespace PageEngine.Tests;

/// <summary>The members that all bitmaps have in common, so that one suite can drive them.</summary>
internal interface IMarkedPages : IDisposable
{
    public ulong PageCount { get; }

    public void Mark(GuestFrameNumber page);

    public void Mark(PageRange range);

    public void MarkAll();

    public bool IsDirty(GuestFrameNumber page);

    public ulong CountDirty();

    public bool TryFindNext(GuestFrameNumber from, out GuestFrameNumber page);

    public int Harvest(Span<PageRange> ranges);

    public void HarvestInto(DirtyBitmap destination);
}
