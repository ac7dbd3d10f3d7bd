namespace PageEngine.Images;

/// <summary>A loadable segment of a core, as its program header gives it.</summary>
internal readonly record struct LoadSegment
{
    private const uint Loadable = 1;

    /// <summary>The index of the program header, for messages.</summary>
    internal required uint Index { get; init; }

    internal required ulong VirtualAddress { get; init; }

    internal required ulong PhysicalAddress { get; init; }

    internal required ulong FileOffset { get; init; }

    internal required ulong FileSize { get; init; }

    internal required ulong MemorySize { get; init; }

    /// <summary>Reads a program header.</summary>
    /// <returns>Whether it describes memory.</returns>
    internal static bool TryRead(ElfByteOrder order, uint index, ReadOnlySpan<byte> bytes, out LoadSegment segment)
    {
        // 64 bits: type 0, flags 4, offset 8, vaddr 16, paddr 24, filesz 32, memsz 40, align 48
        // 32 bits: type 0, offset 4, vaddr 8, paddr 12, filesz 16, memsz 20, flags 24, align 28
        int width = order.Is64 ? 8 : 4;
        segment = new LoadSegment
        {
            Index = index,
            FileOffset = order.Address(bytes[width..]),
            VirtualAddress = order.Address(bytes[(2 * width)..]),
            PhysicalAddress = order.Address(bytes[(3 * width)..]),
            FileSize = order.Address(bytes[(4 * width)..]),
            MemorySize = order.Address(bytes[(5 * width)..]),
        };
        return order.Word(bytes) == Loadable;
    }

    /// <summary>Refuses what no honest writer of cores writes.</summary>
    internal void Check(ImageFile file)
    {
        if (MemorySize < FileSize)
        {
            throw file.Failure(
                $"segment {Index} has more bytes in the file ({FileSize}) than in memory ({MemorySize})");
        }

        ulong length = (ulong)file.Length;
        if (FileSize > 0 && (FileOffset > length || FileSize > length - FileOffset))
        {
            UInt128 end = (UInt128)FileOffset + FileSize;
            throw file.Failure(
                $"the core is truncated: segment {Index} needs bytes up to {end}, the file has {length}");
        }
    }
}
