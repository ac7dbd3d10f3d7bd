namespace PageEngine.Simulation;

/// <content>What security domains cost.</content>
public sealed partial class SimulatedHost
{
    /// <summary>Counts what sharing saves, and what it would save if the domains of machines were drawn otherwise.</summary>
    /// <remarks>
    /// Looks at every page that is in memory and compares contents, not fingerprints; nothing is changed and no time
    /// passes. It allocates about 32 bytes a page. Large pages are counted as if they were split.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The host has no pages: its depth is <see cref="MemoryDepth.Rate"/>.</exception>
    public IsolationReport MeasureIsolation()
    {
        ThrowIfGone();
        if (Memory is not { } memory)
        {
            throw new InvalidOperationException($"host {Name} has no pages whose contents could be compared");
        }

        IsolationCensus census = new(memory.Pages);
        foreach (VirtualMachine machine in Holders)
        {
            if (machine.Memory is { IsMergeable: true } guest)
            {
                census.Add(guest);
            }
        }

        return new IsolationReport
        {
            Pages = census.Pages,
            SavedNow = memory.Pages.Sharer.Report.PagesSaved,
            SavedAsConfigured = census.SavedAsConfigured(),
            SavedWithoutDomains = census.SavedWithoutDomains(),
            SavedApart = census.SavedApart(),
            SavedByZeroPages = census.SavedByZeroPages(),
        };
    }
}
