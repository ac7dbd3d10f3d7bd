namespace PageEngine.Simulation;

/// <summary>Sets of pages, or of blocks, in saved states: as ranges.</summary>
internal static class PageSets
{
    internal static void Save(StateWriter writer, DirtyBitmap pages)
    {
        int ranges = 0;
        foreach (PageRange _ in pages.EnumerateRanges())
        {
            ranges++;
        }

        writer.Write(ranges);
        foreach (PageRange range in pages.EnumerateRanges())
        {
            writer.Write(range.Start.Value);
            writer.Write(range.Count);
        }
    }

    internal static DirtyBitmap Load(StateReader reader, ulong count)
    {
        DirtyBitmap pages = new(count);
        for (int ranges = reader.ReadCount(); ranges > 0; ranges--)
        {
            ulong start = reader.ReadUInt64();
            ulong length = reader.ReadUInt64();
            StateReader.Require(start < count && length > 0 && length <= count - start, "a set of pages is out of range");
            pages.Mark(new PageRange(new GuestFrameNumber(start), length));
        }

        return pages;
    }
}
