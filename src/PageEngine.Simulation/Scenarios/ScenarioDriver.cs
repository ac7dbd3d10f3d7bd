namespace PageEngine.Simulation;

/// <summary>Lets the time of a simulation pass for those who have no loop of their own.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="progress">Is told the simulated time now and then; null for nobody.</param>
internal sealed class ScenarioDriver(Simulation simulation, IProgress<SimTime>? progress)
{
    // Between two looks at the cancellation: some milliseconds of real time.
    private const ulong EventsAtATime = 20_000;

    /// <summary>Lets time pass up to a target, or up to the first event that is watched for.</summary>
    /// <param name="target">When it stops at the latest.</param>
    /// <param name="watched">Events that it stops at.</param>
    /// <param name="cancellation">Ends it between two events.</param>
    /// <returns>Null when it stopped as it should; otherwise why the run is over.</returns>
    internal ScenarioEnd? AdvanceTo(SimTime target, EventFilter watched, CancellationToken cancellation)
    {
        StepOptions options = new() { MaxEvents = EventsAtATime, StopOn = watched };
        while (true)
        {
            if (cancellation.IsCancellationRequested)
            {
                return ScenarioEnd.Cancelled;
            }

            StepResult step = simulation.AdvanceTo(target, options);
            progress?.Report(simulation.Now);
            switch (step.Reason)
            {
                case StepReason.Completed:
                case StepReason.StoppedAtWatchedEvent:
                    return null;
                case StepReason.Faulted:
                    return ScenarioEnd.Faulted;
                case StepReason.DecisionPending:
                    // Nobody is asked in a scenario that was read; one that was made may have hosts that ask.
                    simulation.PendingDecision!.Decide(simulation.PendingDecision.Candidates[0]);
                    break;
            }
        }
    }
}
