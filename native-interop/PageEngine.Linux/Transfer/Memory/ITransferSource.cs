namespace PageEngine.Linux;

/// <summary>The memory that a <see cref="TransferSender"/> moves while its owner writes to it.</summary>
/// <remarks>
/// The sender calls from one thread at a time; the owner writes on any thread. What loses nothing: a write is in the
/// collect that is under way or in the next one, and its page is read after the collect that told of it.
/// </remarks>
public interface ITransferSource
{
    /// <summary>The pages: all guest frames from 0.</summary>
    public ulong PageCount { get; }

    /// <summary>Begins to note writes: each one from here on shows in a collect.</summary>
    public void BeginTracking();

    /// <summary>Takes the pages that were written since the last collect and adds them to those that wait.</summary>
    /// <param name="waiting">A bitmap of as many pages; what is marked in it stays so.</param>
    /// <param name="writersPaused">Whether the owner is paused, and stays so until the pages are read.</param>
    public void Collect(DirtyBitmap waiting, bool writersPaused);

    /// <summary>Notes pages as written again: they were collected, and did not get to the other side.</summary>
    /// <param name="pages">The pages; stays as it is.</param>
    public void GiveBack(DirtyBitmap pages);

    /// <summary>Ends what <see cref="BeginTracking"/> began.</summary>
    public void EndTracking();

    /// <summary>Copies pages out.</summary>
    /// <remarks>A page that is written meanwhile may come torn: it shows in the next collect.</remarks>
    /// <param name="first">The first page.</param>
    /// <param name="pages">Where to: whole pages, up to the end of the memory.</param>
    public void Read(GuestFrameNumber first, Span<byte> pages);
}
