namespace PageEngine.Simulation;

/// <summary>Which machines may start on a host.</summary>
public sealed record AdmissionSpec
{
    /// <summary>What a machine must find free.</summary>
    public AdmissionRule Rule { get; init; } = AdmissionRule.Reservation;

    /// <summary>With <see cref="AdmissionRule.Overcommit"/>: the most configured memory over the host's, above 0.</summary>
    public double OvercommitRatio { get; init; } = 1.5;
}
