using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;
using PageEngine.Simulation;

namespace PageEngine.Benchmarks.Areas;

/// <summary>
/// Accesses to pages of a machine of 256 MiB in random order, at each depth. The time is that of one access.
/// </summary>
/// <remarks>
/// The pages are tokens and have frames of their own, except where the machine may hold half of them: there nearly
/// every other access fetches its page from swap and sends another one there. The naive twin is an array of tokens.
/// </remarks>
[MemoryDiagnoser]
public class SimulationAccessBenchmarks
{
    private const int PageCount = 1 << 16;
    private readonly uint[] _order = new uint[PageCount];
    private readonly ulong[] _tokens = new ulong[PageCount];
    private readonly byte[] _bytes = new byte[sizeof(ulong)];
    private VirtualMachine _machine = null!;
    private VirtualMachine _byteMachine = null!;
    private VirtualMachine _limited = null!;
    private ulong _round;

    [GlobalSetup]
    public void Setup()
    {
        for (int i = 0; i < PageCount; i++)
            _order[i] = (uint)i;
        new SplitMix64(4).Shuffle(_order.AsSpan());
        _machine = SimulatedWorlds.Still(PageCount);
        _byteMachine = SimulatedWorlds.Still(PageCount, depth: MemoryDepth.Bytes);
        _limited = SimulatedWorlds.Still(PageCount, limit: PageCount / 2);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _machine.Simulation.Dispose();
        _byteMachine.Simulation.Dispose();
        _limited.Simulation.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PageCount)]
    public ulong Array_of_tokens()
    {
        _round++;
        foreach (uint page in _order)
            _tokens[page] = _round + page;
        return _tokens[0];
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public void Functional_read()
    {
        foreach (uint page in _order)
            SimulatedWorlds.Expect(_byteMachine.Read((ulong)page << Page.Shift, _bytes));
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public void Functional_write()
    {
        _bytes[0]++;
        foreach (uint page in _order)
            SimulatedWorlds.Expect(_byteMachine.Write((ulong)page << Page.Shift, _bytes));
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public void Atomic_read()
    {
        foreach (uint page in _order)
            SimulatedWorlds.Expect(_machine.Access(new GuestFrameNumber(page)));
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    public void Atomic_write() => WriteAll(_machine);

    [Benchmark(OperationsPerInvoke = PageCount)]
    public void Atomic_write_where_half_is_swapped() => WriteAll(_limited);

    [Benchmark(OperationsPerInvoke = PageCount)]
    public ulong Event_driven_write()
    {
        _round++;
        ulong handled = 0;
        for (int i = 0; i < PageCount; i++)
        {
            uint page = _order[i];
            var content = new PageToken(_round + page);
            _machine.BeginAccess(new GuestFrameNumber(page), content, i, out AccessOutcome outcome);
            SimulatedWorlds.Expect(outcome);
            if ((i & 255) == 255)
                handled += SimulatedWorlds.Run(_machine.Simulation, SimTime.FromMicroseconds(100));
        }

        return handled >= PageCount ? handled : throw new WrongResultException($"{handled} accesses came to an end");
    }

    private void WriteAll(VirtualMachine machine)
    {
        _round++;
        foreach (uint page in _order)
            SimulatedWorlds.Expect(machine.Access(new GuestFrameNumber(page), new PageToken(_round + page)));
    }
}
