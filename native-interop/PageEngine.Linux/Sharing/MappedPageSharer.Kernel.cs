namespace PageEngine.Linux;

// The kernel's way, driven by our hints.
public sealed partial class MappedPageSharer
{
    /// <summary>Offers the pages that the last scan found to KSM, which merges them beside writers.</summary>
    /// <remarks>
    /// Only ranges that hold pages with doubles are advised (MADV_MERGEABLE), so KSM does not read the others. Pages
    /// that it merges are reported dirty once where writes are tracked by write protection: it drops the kernel's mark.
    /// The offer stays until the memory is disposed.
    /// </remarks>
    /// <returns>The pages that were advised, those between neighbours included.</returns>
    /// <exception cref="NotSupportedException">This kernel has no KSM.</exception>
    /// <exception cref="ObjectDisposedException">The sharer or a memory is disposed.</exception>
    public ulong AdviseKernel()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KernelFeature feature = KernelFeatures.Current.SamePageMerging;
        if (!feature.IsAvailable)
        {
            throw new NotSupportedException($"pages cannot be offered to the kernel: {feature}");
        }

        List<uint> pages = [.. _zeros];
        foreach ((uint leader, uint id) in _equal)
        {
            pages.Add(leader);
            pages.Add(id);
        }

        pages.Sort();
        _budget.Refresh();
        ulong advised = 0;
        for (int first = 0; first < pages.Count;)
        {
            int last = LastOfRange(pages, first);
            advised += Advise(pages[first], pages[last]);
            first = last + 1;
        }

        return advised;
    }

    /// <summary>Finds the end of a range of pages that are near each other, of one memory.</summary>
    private int LastOfRange(List<uint> pages, int first)
    {
        // Reading a few pages in vain costs KSM less than a mapping of its own costs everybody.
        const uint Near = 16;
        uint end = OwnerOf(pages[first]).EndId;
        int last = first;
        while (last + 1 < pages.Count && pages[last + 1] < end && pages[last + 1] - pages[last] <= Near)
        {
            last++;
        }

        return last;
    }

    private ulong Advise(uint first, uint last)
    {
        SharingMemory memory = OwnerOf(first);
        ulong count = last - first + 1;
        if (!_budget.TryTake(MappingsPerRun))
        {
            _left += count;
            _stopped = $"the process may have {_budget.Usable} mappings here (vm.max_map_count less a reserve)";
            return 0;
        }

        lock (memory.Memory.Gate)
        {
            memory.Memory.ThrowIfDisposed();
            nint start = memory.Memory.Region.Start + (nint)((ulong)(first - memory.FirstId) << Page.Shift);

            // SAFETY: the range is of the memory, which the lock keeps; the advice changes no content.
            int result = MemoryCalls.Advise(start, (nuint)count << Page.Shift, MemoryCalls.AdviseMergeable);
            return result == 0 ? count : 0;
        }
    }
}
