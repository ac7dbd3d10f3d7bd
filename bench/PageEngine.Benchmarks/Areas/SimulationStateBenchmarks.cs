using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>
/// Saving, restoring and forking a host of 64 MiB with three guests at work, short of memory, after ten seconds.
/// </summary>
/// <remarks>The naive twin makes such a simulation anew and runs it to the same point.</remarks>
[MemoryDiagnoser]
public class SimulationStateBenchmarks
{
    private readonly MemoryStream _state = new();
    private Simulation.Simulation _simulation = null!;

    [GlobalSetup]
    public void Setup()
    {
        _simulation = SimulatedWorlds.Busy();
        Save();
    }

    [GlobalCleanup]
    public void Cleanup() => _simulation.Dispose();

    [Benchmark(Baseline = true)]
    public ulong Run_it_again()
    {
        using Simulation.Simulation again = SimulatedWorlds.Busy();
        return again.EventHash;
    }

    [Benchmark]
    public long Save()
    {
        _state.SetLength(0);
        _simulation.Save(_state);
        return _state.Length;
    }

    [Benchmark]
    public ulong Restore()
    {
        _state.Position = 0;
        using Simulation.Simulation restored = Simulation.Simulation.Restore(_state);
        return restored.EventHash;
    }

    [Benchmark]
    public ulong Go_back()
    {
        _state.Position = 0;
        _simulation.RestoreFrom(_state);
        return _simulation.EventHash;
    }

    [Benchmark]
    public ulong Fork()
    {
        using Simulation.Simulation fork = _simulation.Fork();
        return fork.EventHash;
    }
}
