using PageEngine.Cli.Simulating;
using PageEngine.Reports;
using PageEngine.Simulation;

namespace PageEngine.Cli.Migrating;

/// <summary>What came of a comparison.</summary>
/// <param name="File">The scenario.</param>
/// <param name="Comparison">The machine and the hosts; its simulation may be gone.</param>
/// <param name="At">The moment of the move.</param>
/// <param name="Memory">The machine's memory.</param>
/// <param name="Seed">The seed of all chance.</param>
/// <param name="Trials">The trials, in their order.</param>
/// <param name="Files">What was written.</param>
/// <param name="Seconds">What it took in real time.</param>
internal sealed record MigrateOutcome(
    ScenarioFile File,
    MigrationComparison Comparison,
    SimTime At,
    ByteSize Memory,
    ulong Seed,
    IReadOnlyList<MigrationTrial> Trials,
    IReadOnlyList<RunFile> Files,
    double Seconds);
