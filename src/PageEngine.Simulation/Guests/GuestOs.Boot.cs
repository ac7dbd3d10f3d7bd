namespace PageEngine.Simulation;

internal sealed partial class GuestOs
{
    private uint _kernelWritten;
    private uint _zeroed;

    /// <summary>Whether boot is over.</summary>
    internal bool IsBooted => BootPagesLeft == 0;

    /// <summary>The pages that boot still has to look at.</summary>
    internal uint BootPagesLeft =>
        _kernelPages - _kernelWritten + (_spec.ZeroMemoryAtBoot ? _pages.PageCount - _zeroed : 0);

    /// <summary>Boots in one go.</summary>
    /// <returns>False when it failed, for the reason in the outcome; it can be tried again from there.</returns>
    internal bool Boot(ref AccessOutcome outcome) => BootStep(uint.MaxValue, ref outcome);

    /// <summary>Goes on with boot: writes the kernel, then zeros into what is left if the system does that.</summary>
    /// <param name="maxPages">The pages to look at.</param>
    /// <param name="outcome">What it took is added to it.</param>
    /// <returns>
    /// Whether boot is over. When it failed at some page, the outcome has the reason, and it can be tried again from
    /// there.
    /// </returns>
    internal bool BootStep(uint maxPages, ref AccessOutcome outcome)
    {
        for (; maxPages > 0 && _kernelWritten < _kernelPages; maxPages--, _kernelWritten++)
        {
            uint page = _pages.Take(GuestPageKind.Kernel, _kernelWritten);
            if (!_memory.Write(page, ContentOfKernel(_kernelWritten), ref outcome))
            {
                _pages.Free(page);
                return false;
            }

            outcome.CpuNanoseconds += GuestCosts.ClearPage;
        }

        for (; maxPages > 0 && !IsBooted; maxPages--, _zeroed++)
        {
            if (_pages.KindOf(_zeroed) == GuestPageKind.Free && !TryZero(_zeroed, ref outcome))
            {
                return false;
            }
        }

        return IsBooted;
    }

    private PageToken ContentOfKernel(uint page) =>
        page < _spec.Kernel.Pages ? _content.OfKernel(page) : _content.OfKernelTables(page);

    private bool TryZero(uint page, ref AccessOutcome outcome)
    {
        if (!_memory.Write(page, PageToken.Zero, ref outcome))
        {
            return false;
        }

        outcome.CpuNanoseconds += GuestCosts.ClearPage;
        if (_reportBatch != NeverReports)
        {
            _memory.Release(page);
            _counters.PagesReported++;
        }

        return true;
    }
}
