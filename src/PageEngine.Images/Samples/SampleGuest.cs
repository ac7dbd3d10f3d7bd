namespace PageEngine.Images;

/// <summary>Plans the pages of a sample guest: which content stands where.</summary>
/// <remarks>
/// Guests of a seed run the same system: kernel and libraries are the same, the page cache overlaps, small structures
/// differ in a few words, and text, noise and the order of things are each guest's own. Every sixteenth page is zero,
/// and so is what is left at the end.
/// </remarks>
internal static class SampleGuest
{
    // Shares of a guest, in parts of 64; what is missing to 64 is zero pages.
    private const int KernelShare = 8;
    private const int LibraryShare = 4;
    private const int CacheShare = 8;
    private const int RecordsShare = 8;
    private const int TextShare = 8;
    private const int NoiseShare = 8;
    private const int FilledShare = 1;
    private const int Shares = 64;
    private const int ZeroEvery = 16;

    // Objects are numbered apart for each use, so that nothing is equal by accident.
    private const ulong KernelNumbers = 0;
    private const ulong LibraryNumbers = 1UL << 32;
    private const ulong CacheNumbers = 2UL << 32;
    private const ulong RecordNumbers = 3UL << 32;
    private const ulong OwnNumbers = 16UL << 32;
    private const ulong NewNumbers = 8UL << 32;

    /// <summary>The pages of a guest.</summary>
    /// <param name="seed">The seed of the whole set.</param>
    /// <param name="guest">The number of the guest, from 0.</param>
    /// <param name="pageCount">The pages of the guest.</param>
    internal static ulong[] Plan(ulong seed, int guest, int pageCount)
    {
        var plan = new PageList(pageCount);
        var random = new SplitMix64(seed ^ ((ulong)guest << 48));
        ulong own = OwnNumbers + ((ulong)guest << 32);
        int part = pageCount / Shares;
        for (int i = 0; i < part * KernelShare; i++)
        {
            plan.Add(i % 3 == 0 ? PageContent.Records(KernelNumbers + (ulong)i, 0) : Common(KernelNumbers, i));
        }

        int libraryShift = random.NextBelow(part * LibraryShare);
        for (int i = 0; i < part * LibraryShare; i++)
        {
            plan.Add(Common(LibraryNumbers, (i + libraryShift) % (part * LibraryShare)));
        }

        for (int i = 0; i < part * CacheShare; i++)
        {
            // Drawn with repetition from a pool twice the size: some twice in a guest, many in several guests.
            plan.Add(Common(CacheNumbers, random.NextBelow(2 * part * CacheShare)));
        }

        for (int i = 0; i < part * RecordsShare; i++)
        {
            plan.Add(PageContent.Records(RecordNumbers + (ulong)i, i % 2 == 0 ? 0 : 2 * (ulong)guest));
        }

        for (int i = 0; i < part * TextShare; i++)
        {
            plan.Add(PageContent.Text(own + (ulong)i));
        }

        for (int i = 0; i < part * NoiseShare; i++)
        {
            plan.Add(PageContent.Noise(own + (ulong)i));
        }

        for (int i = 0; i < part * FilledShare; i++)
        {
            plan.Add(PageContent.Filled((ulong)random.NextBelow(8) + 1));
        }

        return plan.Pages;
    }

    /// <summary>The pages of the same guest after it has run on for a while.</summary>
    internal static ulong[] PlanLater(ulong[] before, ulong seed)
    {
        ulong[] after = (ulong[])before.Clone();
        var random = new SplitMix64(~seed);
        int lastNoise = -1;
        for (int i = 0; i < after.Length; i++)
        {
            int draw = random.NextBelow(Shares);
            if (PageContent.IsRecords(before[i]) && draw < 16)
            {
                after[i] = PageContent.WithNextVersion(before[i]);
            }
            else if (PageContent.IsText(before[i]) && draw < 6)
            {
                after[i] = PageContent.Zero;
            }
            else if (before[i] == PageContent.Zero && draw < 3)
            {
                after[i] = PageContent.Text(NewNumbers + (ulong)i);
            }
            else if (PageContent.IsNoise(before[i]) && draw < 8)
            {
                // Two pages of noise change places, as when a guest moves its memory together.
                (after[i], lastNoise) = Exchange(after, i, lastNoise);
            }
        }

        return after;
    }

    private static (ulong Content, int Waiting) Exchange(ulong[] pages, int page, int waiting)
    {
        if (waiting < 0)
        {
            return (pages[page], page);
        }

        ulong content = pages[waiting];
        pages[waiting] = pages[page];
        return (content, -1);
    }

    private static ulong Common(ulong numbers, int index) => PageContent.Noise(numbers + (ulong)index);

    /// <summary>Pages in the order in which they are added, with a zero page after every so many.</summary>
    private struct PageList(int pageCount)
    {
        private int _count;

        internal readonly ulong[] Pages { get; } = new ulong[pageCount];

        internal void Add(ulong content)
        {
            _count += (_count + 1) % ZeroEvery == 0 ? 1 : 0;
            Pages[_count++] = content;
        }
    }
}
