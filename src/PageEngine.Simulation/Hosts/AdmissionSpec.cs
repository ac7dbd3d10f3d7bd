namespace PageEngine.Simulation;

/// <summary>Which machines may start on a host.</summary>
public sealed record AdmissionSpec
{
    /// <summary>What a machine must find free.</summary>
    public AdmissionPolicy Rule { get; init; } = AdmissionPolicy.Reservations;

    /// <summary>With <see cref="AdmissionPolicy.OvercommitRatio"/>: the most configured memory over the host's, above 0.</summary>
    public double OvercommitRatio { get; init; } = 1.5;
}
