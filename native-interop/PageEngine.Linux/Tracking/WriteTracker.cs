namespace PageEngine.Linux;

/// <summary>Finds the writes to one region and marks them in its dirty log.</summary>
/// <remarks>Calls are made under the region's lock, except <see cref="NoteCopy"/>, which any thread makes.</remarks>
internal abstract class WriteTracker : IDisposable
{
    internal abstract TrackerKind Kind { get; }

    /// <summary>Marks the pages that were written since the last call.</summary>
    /// <param name="log">Where they are marked.</param>
    /// <param name="writersPaused">Whether nobody writes until the call and the copies after it are done.</param>
    /// <returns>The pages found.</returns>
    internal abstract ulong Collect(DirtyLog log, bool writersPaused);

    /// <summary>Learns what a reader got for pages, where a later comparison wants to know.</summary>
    internal virtual void NoteCopy(GuestFrameNumber first, ReadOnlySpan<byte> copied, DirtyLog log)
    {
    }

    public abstract void Dispose();
}
