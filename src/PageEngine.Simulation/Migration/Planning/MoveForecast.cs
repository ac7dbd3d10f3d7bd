namespace PageEngine.Simulation;

/// <summary>What a move is expected to take.</summary>
/// <param name="TotalTime">The whole time.</param>
/// <param name="Downtime">The downtime.</param>
/// <param name="Bytes">The bytes that will cross.</param>
/// <param name="Converges">
/// Whether it will end by itself; of one that does not, the time is that until this is certain.
/// </param>
/// <param name="Advice">What would make it converge, in words; empty when it does.</param>
public sealed record MoveForecast(SimTime TotalTime, SimTime Downtime, ulong Bytes, bool Converges, string Advice = "");
