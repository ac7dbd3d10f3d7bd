namespace PageEngine.Tests;

/// <summary>Short forms that the dirty tracking tests share.</summary>
internal static class DirtySamples
{
    /// <summary>Sizes around a word of 64 pages, and one over two summary words (4096 pages each).</summary>
    private static readonly ulong[] Counts = [0, 1, 63, 64, 65, 127, 200, 4095, 4096, 4097, 8300];

    public static GuestFrameNumber Gfn(ulong page) => new(page);

    public static ulong PageCount(byte choice) => Counts[choice % Counts.Length];

    /// <summary>A run inside the guest, empty ones included, that reaches its ends often.</summary>
    public static PageRange Range(ulong pageCount, ushort start, ushort count)
    {
        ulong first = start % 5 == 0 ? pageCount - Math.Min(pageCount, (ulong)start / 5 % 70) : start % (pageCount + 1);
        return new PageRange(Gfn(first), Math.Min(pageCount - first, (ulong)count % 300));
    }

    public static List<PageRange> Enumerate(DirtyBitmap bitmap)
    {
        List<PageRange> runs = [];
        foreach (PageRange run in bitmap.EnumerateRanges())
        {
            runs.Add(run);
        }

        return runs;
    }

    /// <summary>The dirty pages in ascending order; they stay dirty.</summary>
    public static ulong[] Of(DirtyBitmap bitmap) => [.. PageSetModel.Listed(Enumerate(bitmap))];

    /// <summary>Everything that a cursor has not harvested yet, which it then has.</summary>
    public static ulong[] HarvestAll(DirtyCursor cursor)
    {
        List<PageRange> runs = [];
        PageRange[] room = new PageRange[8];
        for (int count = cursor.Harvest(room); count > 0; count = cursor.Harvest(room))
        {
            runs.AddRange(room[..count]);
        }

        return [.. PageSetModel.Listed(runs)];
    }
}
