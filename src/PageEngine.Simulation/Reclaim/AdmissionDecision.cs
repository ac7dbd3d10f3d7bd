namespace PageEngine.Simulation;

/// <summary>Whether a virtual machine may start, and if not, why.</summary>
/// <param name="Refusal">The reason as a value; none when it may start.</param>
/// <param name="Reason">The reason as a sentence with its numbers; empty when it may start.</param>
public readonly record struct AdmissionDecision(AdmissionRefusal Refusal, string Reason)
{
    /// <summary>Whether the machine may start.</summary>
    public bool IsAdmitted => Refusal == AdmissionRefusal.None;
}
