namespace PageEngine.Simulation;

/// <summary>
/// Runs a scenario from its beginning to its end: for those who do not embed the simulation in a loop of their own.
/// </summary>
/// <remarks>
/// It makes the simulation, starts machines and does what the scenario says at its times, and takes samples. What a
/// simulation does between two such times does not depend on them, so a run with other sample times is the same run.
/// One thread at a time.
/// </remarks>
public sealed class ScenarioRunner : IDisposable
{
    private readonly Scenario _scenario;
    private readonly ScenarioRunnerOptions _options;
    private readonly ScenarioTimeline _timeline;
    private readonly ScenarioDriver _driver;
    private readonly List<HostSampling> _hosts = [];
    private readonly List<GuestSampling> _guests = [];
    private readonly List<MigrationSampling> _moves = [];
    private IScenarioSampler? _sampler;
    private bool _hasRun;

    /// <summary>Makes the simulation of a scenario: its hosts, and its machines as defined ones.</summary>
    /// <param name="scenario">What to run.</param>
    /// <param name="options">How; the defaults when left out.</param>
    /// <exception cref="ArgumentException">The scenario makes no sense; the message says why.</exception>
    /// <exception cref="OutOfMemoryException">The hosts do not fit the memory of this computer.</exception>
    public ScenarioRunner(Scenario scenario, ScenarioRunnerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        _options = options ?? new ScenarioRunnerOptions();
        SimTime end = _options.Until ?? scenario.Duration;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end.Nanoseconds, 0, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(scenario.SampleInterval.Nanoseconds, 0, nameof(scenario));
        _scenario = scenario;
        End = end;
        Simulation = new Simulation(_options.Seed ?? scenario.Seed, _options.Simulation);
        try
        {
            _timeline = new ScenarioTimeline(Simulation, scenario);
            _driver = new ScenarioDriver(Simulation, _options.Progress);
        }
        catch
        {
            Simulation.Dispose();
            throw;
        }

        _hosts.AddRange(Simulation.Hosts.Select(static host => new HostSampling(host)));
        _guests.AddRange(_timeline.Machines.Select(static machine => new GuestSampling(machine)));
    }

    /// <summary>The simulation, for observers; the runner changes it.</summary>
    public Simulation Simulation { get; }

    /// <summary>When the run ends.</summary>
    public SimTime End { get; }

    /// <summary>Runs to the end.</summary>
    /// <param name="sampler">Takes the samples; null for nobody.</param>
    /// <param name="cancellation">Ends the run between two events; the result holds what there is by then.</param>
    /// <exception cref="InvalidOperationException">It has run already.</exception>
    public ScenarioResult Run(IScenarioSampler? sampler = null, CancellationToken cancellation = default)
    {
        if (_hasRun)
        {
            throw new InvalidOperationException("a scenario runs once for each runner");
        }

        _hasRun = true;
        _sampler = sampler;
        SimTime nextSample = SimTime.Zero;
        while (true)
        {
            SimTime next = SimTime.Min(End, SimTime.Min(nextSample, _timeline.NextTime));
            if (_driver.AdvanceTo(next, _timeline.Watched, cancellation) is { } ended)
            {
                return Finish(ended);
            }

            _timeline.DoDue();
            if (Simulation.Now < next)
            {
                continue;
            }

            if (next == nextSample || next == End)
            {
                Sample();
                nextSample = next + _scenario.SampleInterval;
            }

            if (next == End)
            {
                return Finish(ScenarioEnd.Completed);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Simulation.Dispose();

    private void Sample()
    {
        foreach (HostSampling host in _hosts)
        {
            HostSample sample = host.Take();
            _sampler?.OnHost(sample);
        }

        foreach (GuestSampling guest in _guests)
        {
            GuestSample sample = guest.Take();
            _sampler?.OnGuest(sample);
        }

        SampleMoves();
    }

    private void SampleMoves()
    {
        while (_moves.Count < _timeline.Moves.Count)
        {
            _moves.Add(new MigrationSampling(_timeline.Moves[_moves.Count], _moves.Count + 1));
        }

        foreach (MigrationSampling move in _moves)
        {
            if (!move.IsOver)
            {
                MigrationSample sample = move.Take();
                _sampler?.OnMigration(sample);
            }
        }
    }

    private ScenarioResult Finish(ScenarioEnd end)
    {
        if (end != ScenarioEnd.Completed)
        {
            Sample();
        }

        return new ScenarioResult
        {
            End = end,
            Fault = Simulation.FaultException?.Message,
            Seed = Simulation.Seed,
            SimulatedTime = Simulation.Now,
            EventsHandled = Simulation.EventsHandled,
            EventHash = Simulation.EventHash,
            Refusals = _timeline.Refusals,
            Hosts = [.. _hosts.Select(static host => host.Summary)],
            Guests = [.. _guests.Select(static guest => guest.Summarize())],
            Migrations = [.. _timeline.Moves.Select(move => MigrationSummary.Of(move, PlannedOf(move)))],
            Plans = [.. _timeline.Plans.Select(PlanSummary.Of)],
        };
    }

    private PlannedMove? PlannedOf(Migration move) => _timeline.Plans.SelectMany(static plan => plan.Steps)
        .FirstOrDefault(step => step.Move == move)?.Planned;
}
