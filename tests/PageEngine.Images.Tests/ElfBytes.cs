using System.Buffers.Binary;

namespace PageEngine.Images.Tests;

/// <summary>Builds ELF files field by field, also wrong ones.</summary>
internal sealed class ElfBytes
{
    private readonly List<ulong[]> _programHeaders = [];
    private readonly List<byte> _data = [];

    internal bool Is64 { get; init; } = true;

    internal bool IsBigEndian { get; init; }

    internal ushort Type { get; set; } = 4;

    /// <summary>Whether the count of program headers stands in a section header.</summary>
    internal bool CountElsewhere { get; init; }

    /// <summary>How many headers there will be; the bytes of segments stand behind so many.</summary>
    internal required int HeaderCount { get; init; }

    private int Width => Is64 ? 8 : 4;

    private int HeaderLength => Is64 ? 64 : 52;

    private int ProgramHeaderLength => Is64 ? 56 : 32;

    private int SectionLength => !CountElsewhere ? 0 : Is64 ? 64 : 40;

    internal ulong DataAt => (ulong)(HeaderLength + (HeaderCount * ProgramHeaderLength) + SectionLength);

    /// <summary>Adds a segment of memory whose bytes stand at the end of the file.</summary>
    internal ElfBytes Load(
        ulong virtualAddress, ReadOnlySpan<byte> bytes, ulong physicalAddress = 0, ulong? memory = null)
    {
        ulong offset = DataAt + (ulong)_data.Count;
        _data.AddRange(bytes);
        return Header(1, offset, virtualAddress, physicalAddress, (ulong)bytes.Length, memory ?? (ulong)bytes.Length);
    }

    internal ElfBytes Header(
        uint type, ulong offset, ulong virtualAddress, ulong physicalAddress, ulong file, ulong memory)
    {
        _programHeaders.Add([type, offset, virtualAddress, physicalAddress, file, memory]);
        return this;
    }

    /// <summary>Adds bytes that belong to no segment.</summary>
    internal ElfBytes Gap(ReadOnlySpan<byte> bytes)
    {
        _data.AddRange(bytes);
        return this;
    }

    internal byte[] ToArray()
    {
        byte[] file = new byte[(int)DataAt + _data.Count];
        "\x7F"u8.CopyTo(file);
        "ELF"u8.CopyTo(file.AsSpan(1));
        file[4] = (byte)(Is64 ? 2 : 1);
        file[5] = (byte)(IsBigEndian ? 2 : 1);
        file[6] = 1;
        int tail = 24 + (3 * Width) + 4;
        Put(file, 16, 2, Type);
        Put(file, 24 + Width, Width, (ulong)HeaderLength);
        Put(file, tail, 2, (ulong)HeaderLength);
        Put(file, tail + 2, 2, (ulong)ProgramHeaderLength);
        Put(file, tail + 4, 2, CountElsewhere ? 0xFFFF : (ulong)_programHeaders.Count);
        if (CountElsewhere)
        {
            int section = HeaderLength + (HeaderCount * ProgramHeaderLength);
            Put(file, 24 + (2 * Width), Width, (ulong)section);
            Put(file, section + (Is64 ? 44 : 28), 4, (ulong)_programHeaders.Count);
        }

        for (int i = 0; i < _programHeaders.Count; i++)
        {
            int at = HeaderLength + (i * ProgramHeaderLength);
            Put(file, at, 4, _programHeaders[i][0]);
            for (int field = 1; field < 6; field++)
            {
                Put(file, at + (field * Width), Width, _programHeaders[i][field]);
            }
        }

        _data.CopyTo(file, (int)DataAt);
        return file;
    }

    private void Put(byte[] file, int at, int width, ulong value)
    {
        Span<byte> eight = stackalloc byte[8];
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteUInt64BigEndian(eight, value);
            eight[(8 - width)..].CopyTo(file.AsSpan(at));
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, value);
            eight[..width].CopyTo(file.AsSpan(at));
        }
    }
}
