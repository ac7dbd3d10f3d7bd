namespace PageEngine.Tests;

/// <summary>What a dirty bitmap should hold, kept in the plainest way there is.</summary>
internal sealed class PageSetModel(ulong pageCount)
{
    public HashSet<ulong> Pages { get; } = [];

    public void Mark(PageRange range)
    {
        for (ulong page = range.Start.Value; page < range.End.Value; page++)
        {
            Pages.Add(page);
        }
    }

    public void MarkAll() => Mark(PageRange.Between(0, pageCount));

    public void Remove(PageRange range) => Pages.ExceptWith(Listed([range]));

    /// <summary>The runs of pages, page by page.</summary>
    public List<PageRange> Runs()
    {
        List<PageRange> runs = [];
        foreach (ulong page in Pages.Order())
        {
            if (runs.Count > 0 && runs[^1].End.Value == page)
            {
                runs[^1] = new PageRange(runs[^1].Start, runs[^1].Count + 1);
            }
            else
            {
                runs.Add(new PageRange(new GuestFrameNumber(page), 1));
            }
        }

        return runs;
    }

    /// <summary>Takes as many leading runs as there is room for.</summary>
    public List<PageRange> Harvest(int room)
    {
        List<PageRange> runs = Runs()[..Math.Min(room, Runs().Count)];
        Pages.ExceptWith(Listed(runs));
        return runs;
    }

    public ulong? Next(ulong from)
    {
        ulong[] behind = [.. Pages.Where(page => page >= from)];
        return behind.Length == 0 ? null : behind.Min();
    }

    public static IEnumerable<ulong> Listed(IEnumerable<PageRange> runs)
    {
        foreach (PageRange run in runs)
        {
            for (ulong page = run.Start.Value; page < run.End.Value; page++)
            {
                yield return page;
            }
        }
    }
}
