using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Simulating;

/// <summary>What came of a simulation, for those who write it.</summary>
/// <param name="File">The scenario.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Files">The files that were written.</param>
/// <param name="Seconds">How long it took, in real time.</param>
internal sealed record SimulationOutcome(
    ScenarioFile File, ScenarioResult Result, IReadOnlyList<RunFile> Files, double Seconds);
