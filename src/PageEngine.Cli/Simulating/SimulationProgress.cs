using System.Globalization;
using PageEngine.Simulation;

namespace PageEngine.Cli.Simulating;

/// <summary>Shows how far a simulation is: its own time, and how long it has taken.</summary>
internal sealed class SimulationProgress : IProgress<SimTime>
{
    private readonly ProgressLine _line;

    internal SimulationProgress(ProgressLine line, SimTime end)
    {
        _line = line;
        _line.Begin("simulating", (ulong)end.Nanoseconds, (done, elapsed) => string.Create(
            CultureInfo.InvariantCulture,
            $"{((double)done / 1e9):0.0} s of {end.TotalSeconds:0.#} s simulated, {elapsed.TotalSeconds:0} s real"));
    }

    /// <inheritdoc/>
    public void Report(SimTime value) => _line.Report((ulong)value.Nanoseconds);
}
