namespace PageEngine.Simulation;

/// <summary>How a simulation runs.</summary>
public sealed record SimulationOptions
{
    /// <summary>In debug builds of the library: after how many events all books are proved; 0 for never.</summary>
    /// <remarks>Every event is right for small simulations; a proof reads every page table.</remarks>
    public int InvariantInterval { get; init; }

    /// <summary>Where hosts take their memory from: frames, page tables, the index of the page sharer.</summary>
    /// <remarks>
    /// It changes nothing but speed: accesses come in no order, so with huge pages a large host runs faster.
    /// </remarks>
    public ArenaAllocator Allocator { get; init; } = ArenaAllocator.Default;
}
