namespace PageEngine.Images;

/// <summary>Pages whose bytes stand in extents of a file.</summary>
internal sealed class FilePages(ImageFile file, ImageLayout layout) : ImagePages
{
    internal override int Read(ulong firstPage, Span<byte> destination)
    {
        ulong position = firstPage << Page.Shift;
        Span<byte> rest = destination;
        for (int index = FirstExtentEndingBehind(position); !rest.IsEmpty; index++)
        {
            FileExtent[] extents = layout.Extents;
            ulong next = index < extents.Length ? extents[index].Start : ulong.MaxValue;
            if (next > position)
            {
                int gap = (int)Math.Min((ulong)rest.Length, next - position);
                rest[..gap].Clear();
                rest = rest[gap..];
                position += (ulong)gap;
            }

            if (!rest.IsEmpty)
            {
                FileExtent extent = extents[index];
                int take = (int)Math.Min((ulong)rest.Length, extent.End - position);
                file.Read(extent.Offset + (long)(position - extent.Start), rest[..take]);
                rest = rest[take..];
                position += (ulong)take;
            }
        }

        return destination.Length >> Page.Shift;
    }

    internal override bool IsKnownZero(ulong firstPage, out ulong runLength)
    {
        int index = FirstExtentEndingBehind(firstPage << Page.Shift);
        if (index == layout.Extents.Length)
        {
            runLength = layout.PageCount - firstPage;
            return true;
        }

        FileExtent extent = layout.Extents[index];
        ulong dataPage = extent.Start >> Page.Shift;
        bool zero = firstPage < dataPage;
        runLength = (zero ? dataPage : Page.CountFor(extent.End)) - firstPage;
        return zero;
    }

    public override void Dispose() => file.Dispose();

    private int FirstExtentEndingBehind(ulong position)
    {
        FileExtent[] extents = layout.Extents;
        int low = 0;
        int high = extents.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) >> 1);
            (low, high) = extents[middle].End > position ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
