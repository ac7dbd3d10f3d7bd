using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace PageEngine;

/// <summary>One block of native memory seen as elements; the only place of the core where pointers are.</summary>
/// <remarks>
/// The owner keeps the arena alive for as long as a span or reference from it is in use and disposes it once.
/// Offsets are checked by assertions only: callers validate at the public edge.
/// </remarks>
internal sealed unsafe class NativeArena<T> : IDisposable
    where T : unmanaged
{
    private readonly ArenaAllocator _allocator;
    private byte* _base;

    internal NativeArena(ulong length, ArenaAllocator allocator)
    {
        _allocator = allocator;
        Length = length;
        ByteCount = Math.Max(checked(length * (ulong)sizeof(T)), 1);
        _base = (byte*)allocator.Allocate(checked((nuint)ByteCount));
    }

    /// <summary>The number of elements.</summary>
    internal ulong Length { get; }

    /// <summary>The bytes that were asked of the allocator.</summary>
    internal ulong ByteCount { get; }

    /// <summary>One element.</summary>
    internal ref T this[ulong index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert(index < Length, "the index is inside the arena");
            // SAFETY: index < Length by the callers' contract (asserted above), the block is Length * sizeof(T) bytes long
            // and lives until Dispose; the base is page-aligned, which aligns every T.
            return ref ((T*)_base)[index];
        }
    }

    /// <summary>A run of elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<T> Slice(ulong start, int length)
    {
        Debug.Assert(start <= Length && (ulong)length <= Length - start, "the slice is inside the arena");
        // SAFETY: as for the indexer; both ends are inside the block.
        return new Span<T>((T*)_base + start, length);
    }

    /// <summary>A run of elements, seen as words of the same size.</summary>
    internal Span<TWord> SliceAs<TWord>(ulong start, int length)
        where TWord : unmanaged
    {
        Debug.Assert(sizeof(TWord) == sizeof(T), "elements and words have one size");
        Debug.Assert(start <= Length && (ulong)length <= Length - start, "the slice is inside the arena");
        // SAFETY: as for Slice; a word is as long as an element, and the callers' elements are wrapped words.
        return new Span<TWord>((T*)_base + start, length);
    }

    /// <summary>Asks the processor to bring the cache line of an element closer; does nothing where it cannot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Prefetch(ulong index)
    {
        Debug.Assert(index < Length, "the index is inside the arena");
        if (Sse.IsSupported)
        {
            // SAFETY: a prefetch never faults and changes no memory; the address is inside the block as for the indexer.
            Sse.Prefetch0((T*)_base + index);
        }
    }

    /// <summary>Asks the processor to bring a run of elements into the second-level cache; does nothing where it cannot.</summary>
    internal void PrefetchRun(ulong start, int byteCount)
    {
        const int LineSize = 64;
        Debug.Assert(start < Length, "the index is inside the arena");
        for (int offset = 0; Sse.IsSupported && offset < byteCount; offset += LineSize)
        {
            // SAFETY: a prefetch never faults and changes no memory, wherever it points.
            Sse.Prefetch1((byte*)((T*)_base + start) + offset);
        }
    }

    /// <summary>Tells the allocator that a run of elements will be written before it is read again.</summary>
    internal void Discard(ulong start, ulong length)
    {
        Debug.Assert(start <= Length && length <= Length - start, "the range is inside the arena");
        // SAFETY: address arithmetic inside the block; nothing is dereferenced.
        _allocator.Discard((nint)((T*)_base + start), (nuint)(length * (ulong)sizeof(T)));
    }

    /// <summary>Takes the leading elements of another arena into this one, which holds zeros; what is zero is not touched.</summary>
    internal void CopyFrom(NativeArena<T> other, ulong count)
    {
        int step = Page.Size / sizeof(T);
        for (ulong start = 0; start < count; start += (ulong)step)
        {
            int length = (int)Math.Min((ulong)step, count - start);
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(other.Slice(start, length));
            if (bytes.ContainsAnyExcept((byte)0))
            {
                bytes.CopyTo(MemoryMarshal.AsBytes(Slice(start, length)));
            }
        }
    }

    public void Dispose()
    {
        if (_base != null)
        {
            _allocator.Free((nint)_base, (nuint)ByteCount);
            _base = null;
        }
    }
}

/// <summary>The portable allocator: the C runtime's zeroed allocation, rounded up to a page boundary by hand.</summary>
/// <remarks>The C runtime takes large zeroed blocks fresh from the kernel, so untouched parts cost no memory.</remarks>
internal sealed unsafe class ProcessArenaAllocator : ArenaAllocator
{
    public override nint Allocate(nuint byteCount)
    {
        nuint block = checked(byteCount + Page.Size + (nuint)sizeof(nint));
        byte* start = (byte*)NativeMemory.AllocZeroed(block);
        nuint aligned = ((nuint)start + (nuint)sizeof(nint) + Page.Size - 1) & ~((nuint)Page.Size - 1);
        // SAFETY: aligned is at least one word behind start and the block has a page and a word to spare, so the word
        // before the aligned address is ours: it remembers what to free.
        ((nint*)aligned)[-1] = (nint)start;
        return (nint)aligned;
    }

    public override void Free(nint address, nuint byteCount)
    {
        // SAFETY: address came from Allocate, which left the start of the block in the word before it.
        NativeMemory.Free((void*)((nint*)address)[-1]);
    }

    public override void Discard(nint address, nuint byteCount)
    {
    }
}
