namespace PageEngine.Linux;

/// <summary>The memory that a <see cref="TransferReceiver"/> fills.</summary>
/// <remarks>
/// The receiver calls from one thread at a time. Nobody else touches the memory before the guest is activated; after
/// that only <see cref="Place"/> writes to it, and only to pages that are missing.
/// </remarks>
public interface ITransferDestination
{
    /// <summary>Sets memory aside, all of it zero.</summary>
    /// <param name="pageCount">The pages.</param>
    /// <returns>Null when it is there; else why not, in a few words.</returns>
    public string? Reserve(ulong pageCount);

    /// <summary>
    /// Hears that pages are about to be written for the first time, so that they can be made ready together.
    /// </summary>
    /// <param name="range">Pages of what was reserved.</param>
    public void Expect(PageRange range)
    {
    }

    /// <summary>A page that may be read and written, before the guest runs.</summary>
    /// <param name="page">A page of what was reserved.</param>
    public Span<byte> GetPage(GuestFrameNumber page);

    /// <summary>
    /// Forgets what missing pages hold, and sees from now on that whoever touches one waits until it is placed.
    /// </summary>
    /// <param name="missing">The pages; stays as it is.</param>
    /// <param name="request">
    /// Is told which pages are waited for. May be called on any thread and before this returns; does not throw.
    /// </param>
    /// <returns>Null when it is so; else why it cannot be, in a few words.</returns>
    public string? EnterPostCopy(DirtyBitmap missing, Action<PageRange> request);

    /// <summary>Fills a missing page at one blow and wakes whoever waits for it.</summary>
    /// <param name="page">The page, placed for the first time.</param>
    /// <param name="content">Its 4096 bytes.</param>
    public void Place(GuestFrameNumber page, ReadOnlySpan<byte> content);

    /// <summary>Ends post-copy: no page is missing any more.</summary>
    public void LeavePostCopy();

    /// <summary>Gives the memory back: the guest is not to be here. Nothing is reserved afterwards.</summary>
    public void Release();
}
