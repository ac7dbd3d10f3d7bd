namespace PageEngine.Simulation;

/// <summary>Something whose simulated time the embedding program owns.</summary>
/// <remarks>One thread at a time. Two components in one process know nothing of each other.</remarks>
public interface ISimulationComponent : IDisposable
{
    /// <summary>The time that has been reached.</summary>
    public SimTime Now { get; }

    /// <summary>The time of the next event; <see cref="SimTime.Never"/> when there is none.</summary>
    public SimTime NextEventTime { get; }

    /// <summary>Handles what happens before a time, in the order (time, priority, sequence), then sets the clock to it.</summary>
    /// <remarks>
    /// The window is half open: an event at <paramref name="target"/> itself waits, unless
    /// <see cref="StepOptions.IncludeTarget"/> closes the window. A step of no length is legal. The clock is set before an
    /// event is handled.
    /// </remarks>
    /// <param name="target">The time to reach, not before <see cref="Now"/>.</param>
    /// <param name="options">What ends the step early.</param>
    /// <returns>What was reached, and why the step ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="target"/> is before <see cref="Now"/>.</exception>
    public StepResult AdvanceTo(SimTime target, StepOptions options = default);
}
