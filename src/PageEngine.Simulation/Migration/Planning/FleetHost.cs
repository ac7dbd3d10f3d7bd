namespace PageEngine.Simulation;

/// <summary>A host as a planner of moves sees it.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Name">The name.</param>
/// <param name="Admission">Its memory, and which machines it takes.</param>
/// <param name="FreePages">The frames that machines can still get.</param>
public sealed record FleetHost(string Name, AdmissionOptions Admission, ulong FreePages)
{
    /// <summary>The frames that it keeps for each running machine, beside the machine's own.</summary>
    public ulong OverheadPages { get; init; }

    /// <summary>The processors, 1 or more.</summary>
    public int Cpus { get; init; } = 16;

    /// <summary>What its network card sends in a second, and receives in a second, in bytes.</summary>
    public double CardBytesPerSecond { get; init; } = 1.25e9;

    /// <summary>Whether it is there.</summary>
    public bool IsUp { get; init; } = true;
}
