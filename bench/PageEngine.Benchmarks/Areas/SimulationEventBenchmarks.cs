using BenchmarkDotNet.Attributes;
using PageEngine.Benchmarks.Data;
using PageEngine.Simulation;

namespace PageEngine.Benchmarks.Areas;

/// <summary>Timers of the embedding program: each is scheduled and happens. The time is that of one event.</summary>
/// <remarks>
/// A thousand others wait meanwhile, further off. The naive twin is a priority queue of the class library: it keeps no
/// hash of what happened, and nothing can be cancelled.
/// </remarks>
[MemoryDiagnoser]
public class SimulationEventBenchmarks
{
    private const int Events = 4096;
    private const int Waiting = 1000;
    private const long Window = 1_000_000;
    private static readonly SimTime Far = SimTime.FromSeconds(1_000_000);
    private readonly long[] _offsets = new long[Events];
    private readonly PriorityQueue<SimulationEvent, (long Time, ulong Order)> _queue = new();
    private Simulation.Simulation _simulation = null!;
    private Simulation.Simulation _observed = null!;
    private CountingObserver _observer = null!;
    private ulong _order;
    private long _now;

    [GlobalSetup]
    public void Setup()
    {
        var random = new SplitMix64(3);
        foreach (ref long offset in _offsets.AsSpan())
            offset = (long)random.Below(Window);
        _simulation = new Simulation.Simulation();
        _observed = new Simulation.Simulation();
        _observer = new CountingObserver();
        _observed.Observe(_observer, EventFilter.All);
        for (int i = 0; i < Waiting; i++)
        {
            _simulation.ScheduleTimer(Far + new SimTime(i));
            _observed.ScheduleTimer(Far + new SimTime(i));
            Enqueue(Far.Nanoseconds + i, i);
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _simulation.Dispose();
        _observed.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public long Priority_queue()
    {
        for (int i = 0; i < Events; i++)
            Enqueue(_now + _offsets[i], i);
        long sum = 0;
        _now += Window;
        while (_queue.TryPeek(out SimulationEvent next, out _) && next.Time.Nanoseconds < _now)
        {
            sum += next.A;
            _queue.Dequeue();
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public ulong Timers() => ScheduleAll(_simulation);

    [Benchmark(OperationsPerInvoke = Events)]
    public ulong Timers_that_an_observer_is_told_of()
    {
        ulong handled = ScheduleAll(_observed);
        return handled + _observer.Count;
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public ulong Timers_a_step_each()
    {
        ulong handled = 0;
        for (int i = 0; i < Events; i++)
        {
            SimTime next = _simulation.Now + new SimTime(1 + (_offsets[i] & 1023));
            _simulation.ScheduleTimer(next, i);
            handled += _simulation.AdvanceTo(next, new StepOptions { IncludeTarget = true }).EventsHandled;
        }

        return Expect(handled);
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public int Timers_that_are_cancelled()
    {
        int cancelled = 0;
        for (int i = 0; i < Events; i++)
        {
            EventHandle timer = _simulation.ScheduleTimer(_simulation.Now + new SimTime(_offsets[i]), i);
            cancelled += _simulation.CancelTimer(timer) ? 1 : 0;
        }

        return (int)Expect((ulong)cancelled);
    }

    private ulong ScheduleAll(Simulation.Simulation simulation)
    {
        SimTime now = simulation.Now;
        for (int i = 0; i < Events; i++)
            simulation.ScheduleTimer(now + new SimTime(_offsets[i]), i);
        return Expect(simulation.AdvanceTo(now + new SimTime(Window)).EventsHandled);
    }

    private void Enqueue(long time, long a) => _queue.Enqueue(
        new SimulationEvent(new SimTime(time), 0, ++_order, EventKind.Timer, default, a, 0), (time, _order));

    private static ulong Expect(ulong handled) =>
        handled == Events ? handled : throw new WrongResultException($"{handled} events of {Events} happened");
}
