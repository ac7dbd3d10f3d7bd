namespace PageEngine.Benchmarks.Data;

/// <summary>The pages of several guests in one row, for comparing page with page.</summary>
/// <remarks>
/// A quarter of each guest's pages is the same in all guests, at places of its own in each; the rest is like no other.
/// </remarks>
internal sealed class GuestPages : IDisposable
{
    private const ulong OwnContents = 1ul << 32;

    internal GuestPages(int guests, int pagesPerGuest)
    {
        Guests = guests;
        PagesPerGuest = pagesPerGuest;
        Memory = new PageMemory(guests * pagesPerGuest);
        Common = pagesPerGuest / 4;
        var random = new SplitMix64(5);
        ulong own = OwnContents;
        int[] order = new int[pagesPerGuest];
        for (int guest = 0; guest < guests; guest++)
        {
            for (int i = 0; i < pagesPerGuest; i++)
                order[i] = i;
            random.Shuffle<int>(order);
            for (int i = 0; i < pagesPerGuest; i++)
            {
                ulong content = order[i] < Common ? (ulong)order[i] + 1 : own++;
                new PageToken(content).Expand(Memory[(guest * pagesPerGuest) + i]);
            }
        }
    }

    internal int Guests { get; }

    internal int PagesPerGuest { get; }

    /// <summary>Contents that every guest has once.</summary>
    internal int Common { get; }

    internal PageMemory Memory { get; }

    internal int PageCount => Memory.PageCount;

    /// <summary>Pages that sharing frees.</summary>
    internal int FreeablePages => Common * (Guests - 1);

    public void Dispose() => Memory.Dispose();

    /// <summary>A host with these guests, every page due.</summary>
    internal PageHost MakeHost(SharingOptions sharing)
    {
        var host = new PageHost(ByteSize.FromPages((ulong)PageCount), sharing);
        for (int number = 0; number < Guests; number++)
        {
            GuestMemory guest = host.AddGuest($"guest {number}", ByteSize.FromPages((ulong)PagesPerGuest));
            for (int page = 0; page < PagesPerGuest; page++)
                guest.Write((ulong)page * Page.Size, Memory[(number * PagesPerGuest) + page]);
        }

        return host;
    }

    /// <summary>The first idea that one has: compares every page with every later one.</summary>
    /// <param name="compares">The pairs compared.</param>
    /// <returns>Pages that have an equal before them.</returns>
    internal int CompareAllPairs(out long compares)
    {
        int freeable = 0;
        bool[] hasEqualBefore = new bool[PageCount];
        for (int left = 0; left < PageCount; left++)
        {
            ReadOnlySpan<byte> page = Memory[left];
            for (int right = left + 1; right < PageCount; right++)
                hasEqualBefore[right] |= page.SequenceEqual(Memory[right]);
            freeable += hasEqualBefore[left] ? 1 : 0;
        }

        compares = (long)PageCount * (PageCount - 1) / 2;
        return freeable;
    }

    /// <summary>The second idea: keeps one of each content, and compares with those until one is equal.</summary>
    /// <param name="compares">The pairs compared.</param>
    /// <returns>Pages that have an equal before them.</returns>
    internal int CompareWithDistinct(out long compares)
    {
        compares = 0;
        var distinct = new List<int>();
        for (int page = 0; page < PageCount; page++)
        {
            ReadOnlySpan<byte> bytes = Memory[page];
            bool found = false;
            for (int i = 0; !found && i < distinct.Count; i++)
            {
                compares++;
                found = bytes.SequenceEqual(Memory[distinct[i]]);
            }

            if (!found)
                distinct.Add(page);
        }

        return PageCount - distinct.Count;
    }
}
