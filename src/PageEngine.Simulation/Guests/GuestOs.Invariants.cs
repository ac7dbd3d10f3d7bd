namespace PageEngine.Simulation;

internal sealed partial class GuestOs
{
    /// <summary>What is wrong with the books; null when nothing is.</summary>
    /// <remarks>
    /// The tables are right in themselves; each page that is in use leads to a virtual page that leads back to it, and no
    /// other virtual page is in memory; no slot of the swap holds two pages.
    /// </remarks>
    private string? FindError()
    {
        if (_pages.FindError() is { } inPages)
        {
            return inPages;
        }

        if (_space.FindError() is { } inSpace)
        {
            return inSpace;
        }

        bool isBootRight = _kernelWritten <= _spec.Kernel.Pages && _zeroed <= _pages.PageCount &&
            _pages.CountOf(GuestPageKind.Kernel) == _kernelWritten;
        if (!isBootRight)
        {
            return "the pages of the kernel are not those that were written at boot";
        }

        if (_pages.CountOf(GuestPageKind.Ballooned) != Balloon.Size)
        {
            return "the balloon has another size than its pages";
        }

        bool isAwakeRight = _wakeAt == _marks.Low || _wakeAt == _marks.High;
        return isAwakeRight ? FindErrorInOwners() ?? FindErrorInSlots() : "the guest reclaims at a mark that it does not have";
    }

    private string? FindErrorInOwners()
    {
        ulong leadsBack = 0;
        for (uint page = 0; page < _pages.FirstUnused; page++)
        {
            if (GuestPages.IsReclaimable(_pages.FlagsOf(page)))
            {
                uint owner = _pages.OwnerOf(page);
                bool isAnonymous = _pages.KindOf(page) == GuestPageKind.Anonymous;
                if (_space[owner] != GuestMapping.InMemory(page) || isAnonymous != (owner >= FilePages))
                {
                    return $"guest page {page} and its owner do not know each other";
                }

                leadsBack++;
            }
        }

        return leadsBack == _space.CountResident() ? null : "virtual pages share a guest page";
    }

    private string? FindErrorInSlots()
    {
        HashSet<uint> slots = [];
        for (int region = 0; region < RegionLimit; region++)
        {
            for (uint page = 0; _space.Exists(region) && page < _space.Region(region).Pages; page++)
            {
                GuestMapping mapping = _space[_space.Region(region).First + page];
                if (mapping.IsSwapped && (mapping.Number >= _spec.Swap.Pages || !slots.Add(mapping.Number)))
                {
                    return "a slot of the swap holds two pages, or does not exist";
                }
            }
        }

        return null;
    }
}
