namespace PageEngine.Simulation;

internal sealed partial class GuestOs
{
    /// <summary>Proves the books; throws <see cref="InvalidOperationException"/> when one is wrong.</summary>
    /// <remarks>Looks at every page.</remarks>
    internal void CheckInvariants() => ThrowIf(FindError());

    /// <summary>Proves what can be proved without a look at each page: that the kinds of pages add up.</summary>
    internal void CheckTotals() => ThrowIf(FindErrorInTotals());

    private static void ThrowIf(string? error)
    {
        if (error is not null)
        {
            throw new InvalidOperationException(error);
        }
    }

    /// <summary>What is wrong with the books; null when nothing is.</summary>
    /// <remarks>
    /// The tables are right in themselves; each page that is in use leads to a virtual page that leads back to it, and
    /// no other virtual page is in memory; no slot of the swap holds two pages.
    /// </remarks>
    private string? FindError() =>
        FindErrorInTotals() ?? _pages.FindError() ?? _space.FindError() ?? FindErrorInOwners() ?? FindErrorInSlots();

    private string? FindErrorInTotals()
    {
        GuestStatistics now = Statistics;
        ulong sum = now.Free + now.CleanCache + now.DirtyCache + now.Anonymous + now.Kernel + now.Ballooned;
        if (sum != _pages.PageCount || now.Swapped > _spec.Swap.Pages)
        {
            return "the kinds of a guest's pages do not add up";
        }

        if (_kernelWritten > _kernelPages || _zeroed > _pages.PageCount || now.Kernel != _kernelWritten)
        {
            return "the pages of the kernel are not those that were written at boot";
        }

        if (now.Ballooned != Balloon.Size)
        {
            return "the balloon has another size than its pages";
        }

        bool isMark = _wakeAt == _marks.Low || _wakeAt == _marks.High;
        return isMark ? null : "the guest reclaims at a mark that it does not have";
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
        for (int chunk = 0; chunk < _space.ChunkCount; chunk++)
        {
            foreach (uint word in _space.Chunk(chunk))
            {
                GuestMapping mapping = new(word);
                if (mapping.IsSwapped && (mapping.Number >= _spec.Swap.Pages || !slots.Add(mapping.Number)))
                {
                    return "a slot of the swap holds two pages, or does not exist";
                }
            }
        }

        return null;
    }
}
