namespace PageEngine.Simulation;

/// <content>Accesses that are known before they are made.</content>
internal sealed partial class GuestOs
{
    private const int PagesPerPrefetch = 64;

    private uint _fetched;

    /// <summary>Asks the processor to fetch what a task's next accesses will need; it changes nothing.</summary>
    /// <remarks>
    /// An access is a chain of loads, each of which waits for memory where pages come in no order. Here each link of the
    /// chain is loaded for many accesses at once: loads that do not depend on each other wait together.
    /// </remarks>
    internal void Prefetch(int region, ReadOnlySpan<PageAccess> accesses)
    {
        ref readonly GuestRegion own = ref _space.Region(region);
        Span<GuestMapping> mappings = stackalloc GuestMapping[PagesPerPrefetch];
        Span<GuestFrameNumber> pages = stackalloc GuestFrameNumber[PagesPerPrefetch];
        accesses = accesses[..Math.Min(accesses.Length, PagesPerPrefetch)];
        for (int i = 0; i < accesses.Length; i++)
        {
            uint page = accesses[i].Page;
            uint virtualPage = page < own.Pages ? own.First + page : page - own.Pages;
            bool isPage = page < own.Pages || virtualPage < FilePages;
            mappings[i] = isPage ? _space[virtualPage] : GuestMapping.Untouched;
        }

        int count = 0;
        for (int i = 0; i < accesses.Length; i++)
        {
            if (mappings[i].IsResident)
            {
                _fetched ^= _pages.FlagsOf(mappings[i].Page);
                pages[count++] = new GuestFrameNumber(mappings[i].Page);
            }
        }

        _memory.Prefetch(pages[..count]);
    }
}
