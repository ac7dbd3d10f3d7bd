namespace PageEngine.Linux;

/// <summary>A <see cref="MappedGuestMemory"/> as the memory that a <see cref="TransferSender"/> moves.</summary>
/// <remarks>
/// It reads the memory's dirty log through a cursor of its own, so other readers of the log see every write too.
/// </remarks>
public sealed class MappedTransferSource : ITransferSource, IDisposable
{
    private const int RangesAtOnce = 256;

    private readonly MappedGuestMemory _memory;
    private readonly DirtyCursor _cursor;

    /// <summary>Opens a cursor.</summary>
    /// <param name="memory">The memory; stays the caller's.</param>
    public MappedTransferSource(MappedGuestMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        _memory = memory;
        _cursor = memory.DirtyLog.OpenCursor();
    }

    /// <inheritdoc/>
    public ulong PageCount => _memory.PageCount;

    /// <inheritdoc/>
    /// <remarks>What was written before is forgotten: all of the memory is going to be read.</remarks>
    public void BeginTracking()
    {
        _memory.Collect();
        PageRange[] ranges = new PageRange[RangesAtOnce];
        while (_cursor.Harvest(ranges) > 0)
        {
        }
    }

    /// <inheritdoc/>
    public void Collect(DirtyBitmap waiting, bool writersPaused)
    {
        _memory.Collect(writersPaused);
        _cursor.HarvestInto(waiting);
    }

    /// <inheritdoc/>
    public void GiveBack(DirtyBitmap pages) => _cursor.GiveBack(pages);

    /// <inheritdoc/>
    public void EndTracking()
    {
    }

    /// <inheritdoc/>
    public void Read(GuestFrameNumber first, Span<byte> pages) => _memory.Read(first, pages);

    /// <summary>Closes the cursor.</summary>
    public void Dispose() => _cursor.Dispose();
}
