namespace PageEngine.Images;

/// <summary>Lays the segments of a core out as pages.</summary>
/// <remarks>
/// Addresses are physical where the core has any (dumps of guests), else virtual (cores of processes). Pages are cut by
/// address, so neither the addresses nor the file offsets of segments need to be multiples of a page.
/// Physical memory that is mapped more than once comes more than once in a dump with paging; it counts once.
/// </remarks>
internal sealed class ElfCoreLayout
{
    // 4 PiB: far more than any machine has, and small enough for the arithmetic on bytes.
    private const ulong MaximumPages = 1UL << 40;

    private readonly ImageFile _file;
    private readonly List<Part> _parts = [];
    private readonly List<MemoryImageSegment> _runs = [];
    private readonly List<FileExtent> _extents = [];
    private readonly ulong _absentPages;
    private ulong _coveredBytes;

    internal ElfCoreLayout(ImageFile file, List<LoadSegment> segments, bool zeroFillTails)
    {
        _file = file;
        bool isPhysical = segments.Exists(static segment => segment.FileSize > 0 && segment.PhysicalAddress != 0);
        foreach (LoadSegment segment in segments)
        {
            bool fill = zeroFillTails && segment.FileSize > 0;
            ulong size = fill ? segment.MemorySize : segment.FileSize;
            ulong absent = Page.CountFor(segment.MemorySize) - Page.CountFor(size);
            _absentPages = absent > ulong.MaxValue - _absentPages ? ulong.MaxValue : _absentPages + absent;
            if (size > 0)
            {
                ulong address = isPhysical ? segment.PhysicalAddress : segment.VirtualAddress;
                if (address > ulong.MaxValue - (size - 1))
                {
                    throw file.Failure($"segment {segment.Index} goes beyond the end of the address space");
                }

                _parts.Add(new Part(segment, address, size, segment.FileSize, (long)segment.FileOffset));
            }
        }

        _parts.Sort(static (a, b) => (a.Address, a.Segment.Index).CompareTo((b.Address, b.Segment.Index)));
    }

    internal ImageLayout Build()
    {
        // The part that reaches furthest; parts are sorted, so nothing else can overlap the next one beyond it.
        Part? furthest = null;
        foreach (Part part in _parts)
        {
            Part next = part;
            if (furthest is { } before && part.Address <= before.Last)
            {
                RequireSameMemory(before, part);
                if (part.Last <= before.Last)
                {
                    continue;
                }

                next = part.From(before.Last + 1);
            }

            Append(next);
            furthest = next;
        }

        ulong pages = _runs.Count == 0 ? 0 : _runs[^1].FirstPage + _runs[^1].PageCount;
        return new ImageLayout
        {
            Format = MemoryImageFormat.ElfCore,
            Segments = [.. _runs],
            Extents = [.. _extents],
            PaddedBytes = (pages << Page.Shift) - _coveredBytes,
            AbsentPages = _absentPages,
        };
    }

    private void RequireSameMemory(in Part before, in Part part)
    {
        bool sameBytes = part.Address - before.Address == (ulong)(part.Offset - before.Offset);
        LoadSegment one = before.Segment;
        LoadSegment other = part.Segment;
        bool otherMapping = one.VirtualAddress < other.VirtualAddress
            ? other.VirtualAddress - one.VirtualAddress >= one.MemorySize
            : one.VirtualAddress - other.VirtualAddress >= other.MemorySize;
        if (!sameBytes && !otherMapping)
        {
            throw _file.Failure($"segments {one.Index} and {other.Index} overlap at address 0x{part.Address:x}");
        }
    }

    private void Append(in Part part)
    {
        ulong firstFrame = part.Address >> Page.Shift;
        ulong lastFrame = part.Last >> Page.Shift;
        MemoryImageSegment run = _runs.Count == 0 ? default : _runs[^1];
        if (_runs.Count > 0 && firstFrame <= run.Start.Value + run.PageCount)
        {
            // The part begins in the last page of the run or right behind it.
            run = run with { PageCount = lastFrame - run.Start.Value + 1 };
            _runs[^1] = run;
        }
        else
        {
            run = new(new GuestFrameNumber(firstFrame), run.FirstPage + run.PageCount, lastFrame - firstFrame + 1);
            _runs.Add(run);
        }

        if (run.PageCount > MaximumPages || run.FirstPage > MaximumPages - run.PageCount)
        {
            throw _file.Failure($"segment {part.Segment.Index} makes the core larger than 4 PiB");
        }

        _coveredBytes += part.Size;
        if (part.FileSize > 0)
        {
            ulong page = run.FirstPage + (firstFrame - run.Start.Value);
            ulong start = (page << Page.Shift) + (ulong)Page.OffsetOf(part.Address);
            _extents.Add(new FileExtent(start, part.FileSize, part.Offset));
        }
    }

    /// <summary>A segment, or what is left of it, at the address that counts.</summary>
    private readonly record struct Part(LoadSegment Segment, ulong Address, ulong Size, ulong FileSize, long Offset)
    {
        internal ulong Last => Address + (Size - 1);

        internal Part From(ulong address)
        {
            ulong cut = address - Address;
            ulong fileCut = Math.Min(cut, FileSize);
            return new Part(Segment, address, Size - cut, FileSize - fileCut, Offset + (long)fileCut);
        }
    }
}
