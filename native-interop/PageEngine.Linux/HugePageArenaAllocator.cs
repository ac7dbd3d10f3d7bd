using System.Diagnostics;

namespace PageEngine.Linux;

/// <summary>Gives memory straight from the kernel, in huge pages where it can, and gives frames back.</summary>
/// <remarks>
/// Blocks from 2 MiB on begin at a multiple of 2 MiB and ask for huge pages, which makes random access cheaper; a
/// kernel that refuses gives normal pages without a word. Memory is taken when it is touched, up to 2 MiB at once.
/// A block that cannot be had gives an <see cref="InsufficientMemoryException"/>, which is an
/// <see cref="OutOfMemoryException"/>. Thread-safe.
/// </remarks>
public sealed class HugePageArenaAllocator : ArenaAllocator
{
    private const nuint HugePageSize = (nuint)Page.PagesPerLargePage * Page.Size;

    /// <inheritdoc/>
    public override nint Allocate(nuint byteCount)
    {
        ArgumentOutOfRangeException.ThrowIfZero(byteCount);
        if (byteCount > nuint.MaxValue / 2)
        {
            throw new InsufficientMemoryException(
                $"cannot reserve {new ByteSize(byteCount)}: no address space is that large");
        }

        nuint length = RoundUp(byteCount, Page.Size);
        if (length < HugePageSize)
        {
            return Map(length, byteCount);
        }

        // One huge page more than needed holds an aligned block somewhere; what stands out on both sides goes back.
        nuint mapped = length + HugePageSize - Page.Size;
        nint start = Map(mapped, byteCount);
        nint aligned = (nint)RoundUp((nuint)start, HugePageSize);
        Unmap(start, (nuint)(aligned - start));
        Unmap(aligned + (nint)length, mapped - length - (nuint)(aligned - start));

        // SAFETY: the range is ours and fresh; the advice changes no content, and a refusal changes nothing at all.
        _ = MemoryCalls.Advise(aligned, length, MemoryCalls.AdviseHugePage);
        return aligned;
    }

    /// <inheritdoc/>
    public override void Free(nint address, nuint byteCount) => Unmap(address, RoundUp(byteCount, Page.Size));

    /// <inheritdoc/>
    /// <remarks>The memory goes back to the kernel; the part reads as zeros until it is written.</remarks>
    public override void Discard(nint address, nuint byteCount)
    {
        Debug.Assert((nuint)address % Page.Size == 0 && byteCount % Page.Size == 0, "whole pages are discarded");
        if (byteCount > 0)
        {
            // SAFETY: the caller owns the range and will write it before it relies on its content again.
            int result = MemoryCalls.Advise(address, byteCount, MemoryCalls.AdviseDontNeed);
            Debug.Assert(result == 0, "the range is mapped");
        }
    }

    private static nuint RoundUp(nuint value, nuint multiple) => (value + multiple - 1) & ~(multiple - 1);

    private static nint Map(nuint length, nuint byteCount)
    {
        // SAFETY: an anonymous mapping at an address of the kernel's choice touches nothing that exists.
        nint start = MemoryCalls.Map(
            0, length, MemoryCalls.ProtectReadWrite, MemoryCalls.MapPrivateAnonymous, -1, 0);
        return start != MemoryCalls.MapFailed
            ? start
            : throw new InsufficientMemoryException(
                $"cannot reserve {new ByteSize(byteCount)}: {Errno.Describe(Errno.Last)}");
    }

    private static void Unmap(nint address, nuint length)
    {
        if (length > 0)
        {
            // SAFETY: the range was mapped by Map in this class and is not used any more by its owner's word.
            int result = MemoryCalls.Unmap(address, length);
            Debug.Assert(result == 0, "the range was mapped here");
        }
    }
}
