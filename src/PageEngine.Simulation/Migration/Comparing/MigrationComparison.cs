namespace PageEngine.Simulation;

/// <summary>Moves one machine of a scenario in many ways, each from the same moment.</summary>
/// <remarks>
/// The scenario runs up to the moment before the move; each way is tried in a fork, so that all begin with the same
/// memory, the same dirty log and the same chance. What the scenario does later is left out. One thread at a time.
/// </remarks>
public sealed class MigrationComparison : IDisposable
{
    private const int MostSamples = 4096;

    private readonly TrialOptions _options;
    private readonly WorkWithoutMove _without;

    /// <summary>Runs a scenario up to the moment before a move.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="move">
    /// What is tried: when, which machine, where to. Actions of the scenario at that time are done before it, unless it
    /// is one of them: then those in front of it are.
    /// </param>
    /// <param name="options">How; the defaults when left out.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">The scenario makes no sense, or has no such machine or host.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="InvalidOperationException">
    /// The simulation found its own books wrong before the move.
    /// </exception>
    public MigrationComparison(
        Scenario scenario, MigrateAction move, TrialOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(move);
        _options = options ?? new TrialOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.Limit.Nanoseconds, 0, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.Interval.Nanoseconds, 0, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.Tail.Nanoseconds, nameof(options));
        Simulation = new Simulation(scenario.Seed);
        try
        {
            ScenarioTimeline timeline = new(Simulation, scenario);
            Machine = timeline.Machines.FirstOrDefault(machine => move.Concerns(machine.Name))?.Name
                ?? throw new ArgumentException($"there is no machine {move.Machine}", nameof(move));
            Destination = Simulation.Hosts.FirstOrDefault(host => host.Name == move.To)?.Name
                ?? throw new ArgumentException($"there is no host {move.To}", nameof(move));
            RunUpTo(move, timeline, cancellation);
            Source = Simulation.VirtualMachines.FirstOrDefault(machine => machine.Name == Machine)?.Host.Name
                ?? throw new ArgumentException($"machine {Machine} is destroyed before it is moved", nameof(move));
            _without = new WorkWithoutMove(Simulation.Fork(), Machine, _options.Interval);
        }
        catch
        {
            Simulation.Dispose();
            throw;
        }
    }

    /// <summary>The simulation at the moment before the move; it stays there.</summary>
    public Simulation Simulation { get; }

    /// <summary>The name of the machine.</summary>
    public string Machine { get; }

    /// <summary>The name of the host that it leaves.</summary>
    public string Source { get; }

    /// <summary>The name of the host that it goes to.</summary>
    public string Destination { get; }

    /// <summary>Tries one way to move the machine.</summary>
    /// <param name="name">The name of the trial.</param>
    /// <param name="method">The way.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">The method makes no sense.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="InvalidOperationException">The simulation found its own books wrong.</exception>
    public MigrationTrial Run(string name, MigrationMethod method, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(method);
        using Simulation fork = Simulation.Fork();
        VirtualMachine machine = fork.VirtualMachines.First(candidate => candidate.Name == Machine);
        SimulatedHost destination = fork.Hosts.First(host => host.Name == Destination);
        if (machine.TryMigrateTo(destination, method, out Refusal? refusal) is not { } move)
        {
            return new MigrationTrial { Name = name, Method = method, Refusal = refusal };
        }

        List<TrialSample> samples = [];
        ulong before = machine.Counters.Accesses;
        int intervals = Watch(fork, move, samples, cancellation);
        return new MigrationTrial
        {
            Name = name,
            Method = method,
            Stage = move.Stage,
            FailureReason = move.FailureReason,
            Report = move.Report,
            Samples = samples,
            GuestTimeLost = LostTime(machine.Counters.Accesses - before, intervals, cancellation),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _without.Dispose();
        Simulation.Dispose();
    }

    private void RunUpTo(MigrateAction move, ScenarioTimeline timeline, CancellationToken cancellation)
    {
        ScenarioDriver driver = new(Simulation, _options.Progress);
        while (true)
        {
            SimTime next = SimTime.Min(move.At, timeline.NextTime);
            ThrowIfOver(driver.AdvanceTo(next, timeline.Watched, cancellation), Simulation, cancellation);
            if (!timeline.DoDue(until: move) || Simulation.Now == move.At)
            {
                return;
            }
        }
    }

    /// <summary>Lets a move go on until it is over and some time more, and samples it.</summary>
    /// <returns>The intervals that passed.</returns>
    private int Watch(Simulation fork, Migration move, List<TrialSample> samples, CancellationToken cancellation)
    {
        ScenarioDriver driver = new(fork, null);
        SimTime begin = fork.Now;
        ulong work = move.Machine.Counters.Accesses;
        int kept = 1;
        int sinceKept = 0;
        samples.Add(SampleOf(move, SimTime.Zero, 0));
        for (int passed = 1; ; passed++)
        {
            SimTime time = _options.Interval * passed;
            ThrowIfOver(driver.AdvanceTo(begin + time, EventFilter.None, cancellation), fork, cancellation);
            _options.Progress?.Report(time);
            bool isLast = move.IsOver
                ? time >= move.Report.TotalTime + _options.Tail
                : time >= _options.Limit;
            if (++sinceKept == kept || isLast)
            {
                ulong now = move.Machine.Counters.Accesses;
                samples.Add(SampleOf(move, time, (now - work) / (_options.Interval * sinceKept).TotalSeconds));
                (work, sinceKept) = (now, 0);
            }

            if (isLast)
            {
                return passed;
            }

            if (samples.Count == MostSamples)
            {
                Thin(samples);
                kept *= 2;
            }
        }
    }

    private static TrialSample SampleOf(Migration move, SimTime time, double workPerSecond) => new(
        time,
        move.Stage,
        move.PagesLeft,
        move.Report.Bytes,
        move.IsOver ? 0 : move.Machine.ThrottlePercent,
        workPerSecond);

    /// <summary>Keeps one of two samples; its rate is that of both.</summary>
    private static void Thin(List<TrialSample> samples)
    {
        int count = 1;
        for (int i = 2; i < samples.Count; i += 2)
        {
            double rate = (samples[i - 1].WorkPerSecond + samples[i].WorkPerSecond) / 2;
            samples[count++] = samples[i] with { WorkPerSecond = rate };
        }

        samples.RemoveRange(count, samples.Count - count);
    }

    private SimTime LostTime(ulong work, int intervals, CancellationToken cancellation)
    {
        ulong without = _without.After(intervals, cancellation)
            ?? throw new OperationCanceledException(cancellation);
        double perSecond = without / (_options.Interval * intervals).TotalSeconds;
        return perSecond == 0 ? SimTime.Zero : SimTime.FromSeconds(((double)without - work) / perSecond);
    }

    private static void ThrowIfOver(ScenarioEnd? end, Simulation simulation, CancellationToken cancellation)
    {
        if (end == ScenarioEnd.Cancelled)
        {
            throw new OperationCanceledException(cancellation);
        }

        if (end == ScenarioEnd.Faulted)
        {
            throw new InvalidOperationException(
                $"the simulation found its own books wrong: {simulation.FaultException?.Message}",
                simulation.FaultException);
        }
    }
}
