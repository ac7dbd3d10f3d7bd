namespace PageEngine.Images;

/// <summary>Takes the holes of a sparse file out of the extents of an image.</summary>
internal static class HoleMap
{
    /// <summary>The extents without the parts that the finder calls holes.</summary>
    /// <remarks>A hole smaller than a page stays in: it hides no whole page, and reading it gives its zeros.</remarks>
    internal static FileExtent[] Cut(ImageFile file, ReadOnlySpan<FileExtent> extents, FileDataFinder findData)
    {
        var kept = new List<FileExtent>(extents.Length);
        foreach (FileExtent extent in extents)
        {
            int firstOfExtent = kept.Count;
            long position = extent.Offset;
            long end = extent.Offset + (long)extent.Length;
            while (position < end && findData(file.Handle, position, out long dataStart, out long dataEnd))
            {
                if (dataStart < position || dataEnd <= dataStart)
                {
                    (dataStart, dataEnd) = (position, end);
                }

                if (dataStart >= end)
                {
                    break;
                }

                dataEnd = Math.Min(dataEnd, end);
                ulong start = extent.Start + (ulong)(dataStart - extent.Offset);
                Append(kept, firstOfExtent, new FileExtent(start, (ulong)(dataEnd - dataStart), dataStart));
                position = dataEnd;
            }
        }

        return [.. kept];
    }

    // Only parts of one extent are joined: between two extents the file may hold bytes that are not in the image.
    private static void Append(List<FileExtent> kept, int firstOfExtent, FileExtent next)
    {
        if (kept.Count > firstOfExtent && next.Start - kept[^1].End < Page.Size)
        {
            kept[^1] = kept[^1] with { Length = next.End - kept[^1].Start };
        }
        else
        {
            kept.Add(next);
        }
    }
}
