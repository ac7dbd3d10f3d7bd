using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>How a saved simulation is restored.</summary>
/// <remarks>
/// Page traces and dumps are not part of a saved state: it names them by their path, if they have one, and by a hash of
/// what is in them. Whoever restores gives them again. Those that the simulation has already, when it goes back to a state
/// of its own or is forked, are found without asking.
/// <code>
/// Simulation.Restore(stream, new SimulationRestoreOptions { FindTrace = wanted => PageTrace.Load(Open(wanted.Path)) });
/// </code>
/// </remarks>
public sealed record SimulationRestoreOptions
{
    /// <summary>How the simulation runs.</summary>
    public SimulationOptions Simulation { get; init; } = new();

    /// <summary>The most address space that each saved host may ask for; 64 GiB when nothing is said.</summary>
    /// <remarks>
    /// A few bytes can name a host of terabytes, of which nothing was ever used. A host of bytes needs its capacity and
    /// about 1 % more, a host of tokens about 40 bytes a frame; memory itself is taken only as it is touched.
    /// </remarks>
    public ByteSize MaxReservation { get; init; } = ByteSize.FromGiB(64);

    /// <summary>Gives a page trace that a workload replays; null, or an answer of null, when there is none.</summary>
    public Func<SavedTrace, PageTrace?>? FindTrace { get; init; }

    /// <summary>Gives the tokens of a dump that a task's memory begins with; null, or an answer of null, when there is none.</summary>
    public Func<SavedDump, DumpTokens?>? FindDump { get; init; }
}
