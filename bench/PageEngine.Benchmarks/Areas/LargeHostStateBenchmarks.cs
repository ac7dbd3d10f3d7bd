using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;
using PageEngine.Simulation;

namespace PageEngine.Benchmarks.Areas;

/// <summary>Saving, restoring and forking a host of 48 GiB with 19 guests of 4 GiB.</summary>
/// <remarks>The naive twin makes such a host anew.</remarks>
[MemoryDiagnoser]
public class LargeHostStateBenchmarks
{
    private readonly MemoryStream _state = new();
    private Simulation.Simulation _simulation = null!;

    [GlobalSetup]
    public void Setup()
    {
        _simulation = SimulatedWorlds.Large();
        Save();
    }

    [GlobalCleanup]
    public void Cleanup() => _simulation.Dispose();

    [Benchmark(Baseline = true)]
    public ulong Make_it_again()
    {
        using Simulation.Simulation again = SimulatedWorlds.Large();
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
        using Simulation.Simulation restored = Simulation.Simulation.Restore(
            _state, new SimulationRestoreOptions { Simulation = _simulation.Options });
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
