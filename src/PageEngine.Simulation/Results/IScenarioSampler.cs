namespace PageEngine.Simulation;

/// <summary>Takes the samples of a run.</summary>
/// <remarks>
/// At each sample time every host comes first and then every machine, both in the order of the simulation, and then
/// every move that is not over, or has ended since the sample before. Called by the thread that runs the scenario.
/// </remarks>
public interface IScenarioSampler
{
    /// <summary>Takes a sample of a host.</summary>
    /// <param name="sample">The sample.</param>
    public void OnHost(in HostSample sample);

    /// <summary>Takes a sample of a machine.</summary>
    /// <param name="sample">The sample.</param>
    public void OnGuest(in GuestSample sample);

    /// <summary>Takes a sample of a move; does nothing unless it is implemented.</summary>
    /// <param name="sample">The sample.</param>
    public void OnMigration(in MigrationSample sample)
    {
    }
}
