namespace PageEngine.Images;

/// <summary>Reads the headers of an ELF core and finds out where its pages are.</summary>
internal static class ElfCoreReader
{
    // More segments than any process may have mappings by default, 64 times over: 4 194 304 headers are 224 MiB.
    private const uint MaximumSegments = 1U << 22;
    private const int HeadersPerRead = 512;

    private const ushort TypeRelocatable = 1;
    private const ushort TypeExecutable = 2;
    private const ushort TypeShared = 3;

    internal static ImageLayout ReadLayout(ImageFile file, bool zeroFillTails)
    {
        ElfHeader header = ElfHeader.Read(file);
        if (header.Type != ElfHeader.TypeCore)
        {
            throw file.Failure($"this is {NameOf(header.Type)}, not a core");
        }

        List<LoadSegment> segments = ReadSegments(file, header);
        ImageLayout layout = new ElfCoreLayout(file, segments, zeroFillTails).Build();
        return layout.PageCount > 0 ? layout : throw file.Failure("the core holds no memory");
    }

    private static List<LoadSegment> ReadSegments(ImageFile file, in ElfHeader header)
    {
        uint count = CountProgramHeaders(file, header);
        int length = header.Is64 ? ElfHeader.ProgramHeaderLength64 : ElfHeader.ProgramHeaderLength32;
        if (count > 0 && header.ProgramHeaderLength != length)
        {
            throw file.Failure($"its program headers are {header.ProgramHeaderLength} bytes long instead of {length}");
        }

        RequireBytes(file, "program headers", header.ProgramHeadersAt, (ulong)count * (ulong)length);
        var order = new ElfByteOrder(header.Is64, header.IsBigEndian);
        var segments = new List<LoadSegment>();
        byte[] block = new byte[HeadersPerRead * length];
        for (uint done = 0; done < count;)
        {
            int take = (int)Math.Min(HeadersPerRead, count - done);
            file.Read((long)header.ProgramHeadersAt + ((long)done * length), block.AsSpan(0, take * length));
            for (int i = 0; i < take; i++, done++)
            {
                if (LoadSegment.TryRead(order, done, block.AsSpan(i * length, length), out LoadSegment segment))
                {
                    segment.Check(file);
                    segments.Add(segment);
                }
            }
        }

        return segments;
    }

    private static uint CountProgramHeaders(ImageFile file, in ElfHeader header)
    {
        uint count = header.ProgramHeaderCount;
        if (count == ElfHeader.CountElsewhere)
        {
            if (header.SectionHeadersAt == 0)
            {
                throw file.Failure("the count of its program headers should stand in a section header; there is none");
            }

            RequireBytes(file, "first section header", header.SectionHeadersAt, (ulong)header.SectionHeaderLength);
            Span<byte> section = stackalloc byte[header.SectionHeaderLength];
            file.Read((long)header.SectionHeadersAt, section);
            count = header.ReadSectionInfo(section);
        }

        return count <= MaximumSegments
            ? count
            : throw file.Failure($"it claims {count} program headers; more than {MaximumSegments} are not read");
    }

    private static void RequireBytes(ImageFile file, string what, ulong offset, ulong byteCount)
    {
        ulong length = (ulong)file.Length;
        if (offset > length || byteCount > length - offset)
        {
            throw file.Failure(
                $"the core is truncated: its {what} need {byteCount} bytes at {offset}, the file has {length}");
        }
    }

    private static string NameOf(ushort type) => type switch
    {
        TypeRelocatable => "an ELF object file",
        TypeExecutable => "an ELF executable",
        TypeShared => "an ELF executable or shared library",
        _ => $"an ELF file of type {type}",
    };
}
