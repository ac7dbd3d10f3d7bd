using System.Diagnostics;

namespace PageEngine;

/// <summary>The frames of one host: which are free, how many page-table entries map each, and what they hold.</summary>
/// <remarks>
/// One thread at a time, except that the content operations which only read may run on the scan workers together. A
/// frame that more than one entry maps is never written: the host breaks the sharing first. Content operations take
/// batches, so the virtual call costs nothing for a page.
/// </remarks>
public abstract partial class FrameStore : IDisposable
{
    private readonly NativeArena<uint> _references;
    private readonly FrameAllocator _allocation;

    private protected FrameStore(ulong frameCount, FrameStoreOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(frameCount, nameof(frameCount));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frameCount, GuestPageTable.MaxFrames, nameof(frameCount));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.NumaNodes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.NumaNodes, FrameStoreOptions.MaxNumaNodes, nameof(options));
        FrameCount = (uint)frameCount;
        Allocator = options.Allocator;
        _references = new NativeArena<uint>(frameCount, Allocator);
        _allocation = new FrameAllocator(FrameCount, options.NumaNodes, Allocator);
    }

    /// <summary>The number of frames, free ones included.</summary>
    public uint FrameCount { get; }

    /// <summary>The number of frames that nothing maps.</summary>
    public uint FreeFrames => _allocation.FreeCount;

    /// <summary>The number of frames that hold a page.</summary>
    public uint UsedFrames => FrameCount - FreeFrames;

    /// <summary>The number of NUMA nodes that the frames are divided over.</summary>
    public int NumaNodes => _allocation.NodeCount;

    /// <summary>Whether guests can write; stores over dumps and live memory cannot be written.</summary>
    public virtual bool IsReadOnly => false;

    /// <summary>
    /// The pages that scan workers take at a time: enough to be worth meeting for, few enough that the pages stay in the
    /// last-level cache between the fingerprint and the compare (16 MiB).
    /// </summary>
    internal virtual int PagesPerScanWindow => 4096;

    internal ArenaAllocator Allocator { get; }

    /// <summary>The number of page-table entries that map a frame; 0 for a free one.</summary>
    /// <param name="frame">A frame of this store.</param>
    /// <exception cref="ArgumentOutOfRangeException">The store has no such frame.</exception>
    public uint ReferencesTo(FrameNumber frame)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame.Value, FrameCount, nameof(frame));
        return References(frame.Value);
    }

    /// <summary>The NUMA node that a frame is on.</summary>
    /// <param name="frame">A frame of this store.</param>
    /// <exception cref="ArgumentOutOfRangeException">The store has no such frame.</exception>
    public int NumaNodeOf(FrameNumber frame)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame.Value, FrameCount, nameof(frame));
        return NodeOf(frame.Value);
    }

    /// <summary>Releases the memory of all frames.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the memory of all frames.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> was called, rather than a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _references.Dispose();
            _allocation.Dispose();
        }
    }

    internal ref uint References(uint frame) => ref _references[frame];

    internal void PrefetchReferences(uint frame) => _references.Prefetch(frame);

    internal int NodeOf(uint frame) => _allocation.NodeOf(frame);

    internal bool IsFree(uint frame) => _allocation.IsFree(frame);

    /// <summary>Takes a frame with one reference. Its content is undefined unless <paramref name="cleared"/> asks for zeros.</summary>
    internal bool TryAllocate(int node, bool cleared, out uint frame)
    {
        if (!_allocation.TryAllocate(node, out frame, out bool isZeroed))
        {
            return false;
        }

        Debug.Assert(References(frame) == 0, "a free frame has no references");
        References(frame) = 1;
        if (cleared && !isZeroed)
        {
            Clear(frame);
        }

        return true;
    }

    /// <summary>Takes 512 neighbouring cleared frames, each with one reference.</summary>
    internal bool TryAllocateLarge(int node, out uint firstFrame)
    {
        uint firstNeverUsed = _allocation.FirstNeverUsed;
        if (!_allocation.TryAllocateLarge(node, out firstFrame))
        {
            return false;
        }

        for (uint frame = firstFrame; frame < firstFrame + Page.PagesPerLargePage; frame++)
        {
            References(frame) = 1;
            if (frame < firstNeverUsed)
            {
                Clear(frame);
            }
        }

        return true;
    }

    /// <summary>Gives a frame without references back.</summary>
    internal void Free(uint frame)
    {
        Debug.Assert(References(frame) == 0, "nothing maps a frame that is freed");
        Forget(frame);
        _allocation.Free(frame);
    }

    /// <summary>
    /// The fingerprints of frames, in the order given, and which of them hold zeros only: recognised by the fingerprint,
    /// confirmed by the bytes. Called by many workers at once, each with its own spans.
    /// </summary>
    internal abstract void Fingerprint(ReadOnlySpan<uint> frames, ulong seed, Span<ulong> fingerprints, Span<bool> isZero);

    /// <summary>Whether the frames of each pair hold the same bytes. Called by many workers at once.</summary>
    internal abstract void Compare(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<bool> equal);

    internal abstract void Read(uint frame, int offset, Span<byte> destination);

    internal abstract void Write(uint frame, int offset, ReadOnlySpan<byte> bytes);

    internal abstract void WriteToken(uint frame, PageToken token);

    /// <summary>The token that names the content of a frame, where there is one.</summary>
    internal abstract bool TryGetToken(uint frame, out PageToken token);

    internal abstract void Copy(uint source, uint destination);

    internal abstract void Clear(uint frame);

    internal abstract BackingStore CreateBackingStore(PageHost host, uint slotCount);

    /// <summary>Asks the processor to bring the content of a frame closer, where that is a word or two.</summary>
    internal virtual void PrefetchContent(uint frame)
    {
    }

    /// <summary>Drops what the store keeps beside the frame for its content.</summary>
    internal virtual void Forget(uint frame)
    {
    }
}
