using System.Buffers.Binary;

namespace PageEngine.Images;

/// <summary>The fields of an ELF header that lead to the segments, for both widths and both byte orders.</summary>
internal readonly record struct ElfHeader
{
    internal const int ProgramHeaderLength64 = 56;
    internal const int ProgramHeaderLength32 = 32;
    internal const ushort TypeCore = 4;

    /// <summary>The count of program headers that says: the real one stands in the first section header.</summary>
    internal const ushort CountElsewhere = 0xFFFF;

    /// <summary>Where the real count stands in the first section header of a 64-bit file (sh_info).</summary>
    internal const int SectionInfoAt64 = 44;

    private const int SectionInfoAt32 = 28;
    private const int SectionHeaderLength64 = 64;
    private const int SectionHeaderLength32 = 40;
    private const int HeaderLength64 = 64;
    private const int HeaderLength32 = 52;
    private const int ClassAt = 4;
    private const int DataAt = 5;
    private const byte Class32 = 1;
    private const byte Class64 = 2;
    private const byte LittleEndian = 1;
    private const byte BigEndian = 2;

    internal required bool Is64 { get; init; }

    internal required bool IsBigEndian { get; init; }

    internal required ushort Type { get; init; }

    internal required ulong ProgramHeadersAt { get; init; }

    internal required ulong SectionHeadersAt { get; init; }

    internal required ushort ProgramHeaderLength { get; init; }

    internal required ushort ProgramHeaderCount { get; init; }

    internal int SectionHeaderLength => Is64 ? SectionHeaderLength64 : SectionHeaderLength32;

    internal static bool IsElf(ReadOnlySpan<byte> head) => head.StartsWith("\x7F"u8) && head[1..].StartsWith("ELF"u8);

    /// <summary>Reads the header, which says no more than that the file is ELF of a kind that can be read on.</summary>
    internal static ElfHeader Read(ImageFile file)
    {
        Span<byte> bytes = stackalloc byte[HeaderLength64];
        bytes.Clear();
        file.Read(0, bytes[..(int)Math.Min(bytes.Length, file.Length)]);
        if (!IsElf(bytes))
        {
            throw file.Failure("this is no ELF file");
        }

        bool is64 = bytes[ClassAt] == Class64;
        if (!is64 && bytes[ClassAt] != Class32)
        {
            throw file.Failure($"this ELF file is of class {bytes[ClassAt]}, neither 32 nor 64 bits wide");
        }

        if (bytes[DataAt] is not (LittleEndian or BigEndian))
        {
            throw file.Failure($"this ELF file has the unknown byte order {bytes[DataAt]}");
        }

        int needed = is64 ? HeaderLength64 : HeaderLength32;
        if (file.Length < needed)
        {
            throw file.Failure($"the core is truncated: its header needs {needed} bytes, the file has {file.Length}");
        }

        var order = new ElfByteOrder(is64, bytes[DataAt] == BigEndian);
        return new ElfHeader
        {
            Is64 = is64,
            IsBigEndian = order.IsBigEndian,
            Type = order.Half(bytes[16..]),
            ProgramHeadersAt = order.Address(bytes[(is64 ? 32 : 28)..]),
            SectionHeadersAt = order.Address(bytes[(is64 ? 40 : 32)..]),
            ProgramHeaderLength = order.Half(bytes[(is64 ? 54 : 42)..]),
            ProgramHeaderCount = order.Half(bytes[(is64 ? 56 : 44)..]),
        };
    }

    /// <summary>The real number of program headers, out of the first section header.</summary>
    internal uint ReadSectionInfo(ReadOnlySpan<byte> sectionHeader) =>
        new ElfByteOrder(Is64, IsBigEndian).Word(sectionHeader[(Is64 ? SectionInfoAt64 : SectionInfoAt32)..]);
}

/// <summary>Reads numbers as an ELF file writes them.</summary>
internal readonly record struct ElfByteOrder(bool Is64, bool IsBigEndian)
{
    internal ushort Half(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    internal uint Word(ReadOnlySpan<byte> bytes) =>
        IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>An address, an offset or a size: 8 bytes in a 64-bit file, 4 in a 32-bit one.</summary>
    internal ulong Address(ReadOnlySpan<byte> bytes) =>
        !Is64 ? Word(bytes) :
        IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
