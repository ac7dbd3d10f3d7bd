using PageEngine.Simulation;

namespace PageEngine.Benchmarks.Data;

/// <summary>An observer that counts what it is told of.</summary>
internal sealed class CountingObserver : ISimulationObserver
{
    internal ulong Count { get; private set; }

    public void OnEvents(ReadOnlySpan<SimulationEvent> events) => Count += (ulong)events.Length;
}
