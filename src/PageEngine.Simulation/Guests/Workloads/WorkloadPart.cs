using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>One of the workloads that a task mixes.</summary>
/// <param name="Workload">What is done. Of its properties those that are about the accesses count.</param>
public sealed record WorkloadPart(WorkloadSpec Workload)
{
    /// <summary>How often the part has its turn, in proportion to the weights of the others; 0 or more.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// The part of the task's memory that it works on, 0 to 1; null for an equal part of what the others leave.
    /// </summary>
    [JsonConverter(typeof(ShareConverter))]
    public double? MemoryShare { get; init; }

    /// <summary>Says all that is wrong with the part.</summary>
    internal void Check(SpecProblems problems)
    {
        problems.AtLeast(Weight, 0);
        if (MemoryShare is { } share)
        {
            problems.Share(share, nameof(MemoryShare));
        }

        if (problems.Present(Workload))
        {
            problems.Enter(nameof(Workload));
            Workload.Check(problems);
            CheckUnused(problems);
            problems.Leave();
        }
    }

    private void CheckUnused(SpecProblems problems)
    {
        const string Reason = "is set in a part of a mix, where only the mix's own is used";
        if (Workload.Tasks != 1)
        {
            problems.Add(nameof(Workload.Tasks), Reason);
        }

        if (Workload.Memory is not null)
        {
            problems.Add(nameof(Workload.Memory), $"{Reason}; give the part a {nameof(MemoryShare)}");
        }

        if (Workload.Content != new ContentSpec())
        {
            problems.Add(nameof(Workload.Content), Reason);
        }

        if (Workload.Begin != SimTime.Zero)
        {
            problems.Add(nameof(Workload.Begin), Reason);
        }

        if (Workload.End is not null)
        {
            problems.Add(nameof(Workload.End), Reason);
        }
    }
}
