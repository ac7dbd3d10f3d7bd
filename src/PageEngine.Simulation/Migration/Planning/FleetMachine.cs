using PageEngine.Migration;

namespace PageEngine.Simulation;

/// <summary>A machine as a planner of moves sees it.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Name">The name.</param>
/// <param name="Host">The name of the host that it is on.</param>
/// <param name="Claim">What it asks of a host; the overhead is that of the host and counts there.</param>
public sealed record FleetMachine(string Name, string Host, MemoryClaim Claim)
{
    /// <summary>The pages that hold something and would each need a frame elsewhere.</summary>
    public ulong UsedPages { get; init; }

    /// <summary>The pages that are zero and are sent as such.</summary>
    public ulong ZeroPages { get; init; }

    /// <summary>The frames that it has on its host.</summary>
    public ulong ResidentPages { get; init; }

    /// <summary>The virtual processors.</summary>
    public int Vcpus { get; init; } = 1;

    /// <summary>The processors of its host that it keeps busy in the mean.</summary>
    public double BusyCpus { get; init; }

    /// <summary>The part of its processors' time that they wait for the host's devices, 0 to 1.</summary>
    public double StallShare { get; init; }

    /// <summary>How it writes to its memory; null for not at all.</summary>
    public DirtyModel? Writer { get; init; }

    /// <summary>Whether it is switched off: only what describes it moves then.</summary>
    public bool IsOff { get; init; }

    /// <summary>Why it cannot be moved; null when it can.</summary>
    public Refusal? CannotMove { get; init; }
}
