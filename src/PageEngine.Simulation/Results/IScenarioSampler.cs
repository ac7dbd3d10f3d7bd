namespace PageEngine.Simulation;

/// <summary>Takes the samples of a run.</summary>
/// <remarks>
/// At each sample time every host comes first and then every machine, both in the order of the simulation. Called by
/// the thread that runs the scenario.
/// </remarks>
public interface IScenarioSampler
{
    /// <summary>Takes a sample of a host.</summary>
    /// <param name="sample">The sample.</param>
    public void OnHost(in HostSample sample);

    /// <summary>Takes a sample of a machine.</summary>
    /// <param name="sample">The sample.</param>
    public void OnGuest(in GuestSample sample);
}
