namespace PageEngine.Simulation;

/// <summary>A stream of bytes from one host to another. It has a share of the path from when it is opened until it is closed.</summary>
internal sealed class NetworkFlow(int number, EntityId owner, SimulatedHost from, SimulatedHost to, int streams, double cap)
{
    internal int Number { get; } = number;

    internal EntityId Owner { get; } = owner;

    internal SimulatedHost From { get; } = from;

    internal SimulatedHost To { get; } = to;

    /// <summary>The connections that it is spread over.</summary>
    internal int Streams { get; } = streams;

    /// <summary>What it is held to, in bytes a second; infinite for nothing.</summary>
    internal double Cap { get; } = cap;

    /// <summary>Bytes a second, as of the last change.</summary>
    internal double Rate { get; set; }

    /// <summary>The bytes of the present send.</summary>
    internal ulong SendBytes { get; set; }

    /// <summary>The bytes of the present send that have not crossed, as of <see cref="UpdatedAt"/>.</summary>
    internal double Remaining { get; set; }

    internal SimTime UpdatedAt { get; set; }

    internal bool IsSending { get; set; }

    /// <summary>The event of the end of the present send.</summary>
    internal EventHandle Done { get; set; }

    /// <summary>When the present send ends if nothing changes; <see cref="SimTime.Never"/> while nothing moves.</summary>
    internal SimTime ExpectedEnd =>
        Rate > 0 ? UpdatedAt + new SimTime((long)Math.Ceiling(Remaining / Rate * SimTime.NanosecondsPerSecond)) : SimTime.Never;

    internal void MoveTo(SimTime now)
    {
        Remaining = Math.Max(0, Remaining - (Rate * (now - UpdatedAt).TotalSeconds));
        UpdatedAt = now;
    }
}
