namespace PageEngine.Reports;

/// <summary>A move of a machine to another host, as a report shows it.</summary>
/// <param name="Name">Its name in the report, one of its kind: the way it was done, or the machine.</param>
public sealed record MoveRecord(string Name)
{
    /// <summary>The name of the machine.</summary>
    public string Machine { get; init; } = "";

    /// <summary>The name of the host that it left.</summary>
    public string From { get; init; } = "";

    /// <summary>The name of the host that it went to.</summary>
    public string To { get; init; } = "";

    /// <summary>How it was moved, in a few words.</summary>
    public string Method { get; init; } = "";

    /// <summary>How the move ended, in a word or two.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Why it ended so; may be empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether the machine runs on its new host; the figures of other moves are in no comparison.</summary>
    public bool Succeeded { get; init; }

    /// <summary>When it began, in seconds of simulated time.</summary>
    public double BeginSeconds { get; init; }

    /// <summary>The whole time.</summary>
    public double TotalSeconds { get; init; }

    /// <summary>The parts of the downtime, in seconds.</summary>
    public IReadOnlyList<MovePart> Downtime { get; init; } = [];

    /// <summary>The bytes that crossed.</summary>
    public double Bytes { get; init; }

    /// <summary>The pages that crossed, by the form in which they went.</summary>
    public IReadOnlyList<MovePart> Pages { get; init; } = [];

    /// <summary>What did not have to be sent, in bytes, by the technique that saved it.</summary>
    public IReadOnlyList<MovePart> Saved { get; init; } = [];

    /// <summary>The guest's time that the move cost in all, in seconds; null when nobody measured it.</summary>
    public double? GuestSecondsLost { get; init; }

    /// <summary>The guest's time that the move is known to have cost, in seconds, by the reason.</summary>
    public IReadOnlyList<MovePart> Lost { get; init; } = [];

    /// <summary>The pages that the machine touched on its new host before they came.</summary>
    public double PostCopyFaults { get; init; }

    /// <summary>The longest wait for one of them, in seconds.</summary>
    public double LongestFaultSeconds { get; init; }

    /// <summary>
    /// Where the ranges of waits begin and where the last ends, in seconds; empty when there were no waits.
    /// </summary>
    public IReadOnlyList<double> WaitEdges { get; init; } = [];

    /// <summary>The waits in each range.</summary>
    public IReadOnlyList<double> WaitCounts { get; init; } = [];

    /// <summary>The rounds.</summary>
    public IReadOnlyList<MoveRound> Rounds { get; init; } = [];

    /// <summary>The course; null when nobody watched.</summary>
    public MoveCourse? Course { get; init; }

    /// <summary>What was expected; null when nobody said.</summary>
    public MoveExpectation? Expected { get; init; }

    /// <summary>The whole downtime in seconds.</summary>
    public double DowntimeSeconds => Downtime.Sum(static part => part.Value);
}
